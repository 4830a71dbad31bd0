server = FastMCP("tools")
