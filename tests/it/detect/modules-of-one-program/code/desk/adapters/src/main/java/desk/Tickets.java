@Path("/tickets")
public class Tickets {}
