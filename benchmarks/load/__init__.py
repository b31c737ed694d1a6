"""How the dashboard is put under load and measured: fake data, a server, visitors by websocket, a browser."""
