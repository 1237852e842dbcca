"""nginx that serves files with given headers: what the service is held against."""

import os
import subprocess
import tempfile
import time
import urllib.request

from service import free_port

CONFIGURATION = """daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error; {user}
events {{ worker_connections 8192; }}
http {{
  access_log off; server_tokens off; sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_timeout 65; keepalive_requests 100000000;
  open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5; types {{ }}
  server {{ listen {listen} backlog=4096; root {folder}/files; max_ranges 0; {locations} }}
}}
"""


class Nginx:
    """Files by name: bytes and headers. `Last-Modified` is left out; `ETag` is nginx's own."""

    def __init__(self, files):
        self.kept, self.listen, self.process = tempfile.TemporaryDirectory(), f"127.0.0.1:{free_port()}", None
        folder, locations = self.kept.name, []
        os.mkdir(f"{folder}/files")
        for name, (contents, headers) in files.items():
            with open(f"{folder}/files/{name}", "wb") as file:
                file.write(contents)
            lines = [f"default_type {headers['content-type']};", 'add_header Last-Modified "";']
            lines += [f'add_header {key} "{value}";' for key, value in headers.items() if key != "content-type"]
            locations.append(f"location = /{name} {{ {' '.join(lines)} }}")
        user = "user root;" if os.getuid() == 0 else ""
        with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=folder, listen=self.listen, user=user, locations="\n".join(locations)))

    def __enter__(self):
        folder = self.kept.name
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error"])
        for _ in range(500):
            try:
                urllib.request.urlopen(f"http://{self.listen}/")
            except urllib.error.HTTPError:
                return self
            except OSError:
                time.sleep(0.02)
        raise SystemExit("nginx did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.kept.cleanup()

    def url(self, name):
        return f"http://{self.listen}/{name}"

    def megabytes(self):
        """What its processes have in memory together."""
        children = subprocess.run(["ps", "-o", "rss=", "--ppid", str(self.process.pid), "-p", str(self.process.pid)],
                                  capture_output=True, text=True, check=True).stdout
        return sum(int(line) for line in children.split()) / 1024
