app = web.Application()
web.run_app(app, port=8085)
