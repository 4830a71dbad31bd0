module.exports.routes = {'GET /api/boards': 'boards/index'};
