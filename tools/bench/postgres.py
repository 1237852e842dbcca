"""A PostgreSQL of one's own, when its programs are installed."""

import contextlib
import glob
import os
import shutil
import subprocess
import tempfile

from service import free_port


def programs():
    found = shutil.which("initdb")
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(os.path.realpath(found)) if found else os.path.dirname(installed[-1]) if installed else None


@contextlib.contextmanager
def cluster():
    """The address of an empty database; none when PostgreSQL is not installed."""
    folder = programs()
    if not folder:
        yield None
        return
    # It refuses to run as root.
    account = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    data, port = tempfile.mkdtemp(prefix="zhiyu-bench-pg-"), free_port()
    if account:
        shutil.chown(data, "postgres", "postgres")
    run = lambda *command: subprocess.run([*account, *command], check=True, stdout=subprocess.DEVNULL, cwd=data)
    try:
        run(f"{folder}/initdb", "-D", f"{data}/d", "-U", "zhiyu", "-A", "trust", "-E", "UTF8")
        run(f"{folder}/pg_ctl", "-D", f"{data}/d", "-w", "-l", f"{data}/log", "-o", f"-p {port} -k {data} -h 127.0.0.1", "start")
        run(f"{folder}/createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "zhiyu", "bench")
        yield f"postgres://zhiyu@127.0.0.1:{port}/bench"
    finally:
        subprocess.run([*account, f"{folder}/pg_ctl", "-D", f"{data}/d", "-m", "immediate", "stop"], stdout=subprocess.DEVNULL,
                       cwd=data, check=False)
        shutil.rmtree(data, ignore_errors=True)
