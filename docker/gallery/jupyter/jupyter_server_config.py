import os

c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8080
c.ServerApp.open_browser = False
c.ServerApp.root_dir = os.environ["HOME"]
c.ServerApp.base_url = os.environ.get("BASE_PATH", "") + "/"
# The name in the address bar is the gateway's.
c.ServerApp.allow_remote_access = True
# No login of its own: the gateway lets only the owner in. The check against requests of other pages (_xsrf, Origin) stays on.
c.IdentityProvider.token = ""
c.ServerApp.quit_button = False
