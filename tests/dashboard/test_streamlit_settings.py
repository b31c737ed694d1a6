"""What the pages rely on holds in each process, whatever else is said to Streamlit around it."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from e2e.browser import ROOT

OURS = tomllib.loads((ROOT / "dashboard" / ".streamlit" / "config.toml").read_text("utf-8"))
OTHERWISE = """
[server]
fileWatcherType = "poll"
maxUploadSize = 900
headless = false
[browser]
gatherUsageStats = true
[client]
showErrorDetails = "full"
toolbarMode = "developer"
disableDataExport = false
[runner]
postScriptGC = true
magicEnabled = true
[logger]
level = "debug"
hideWelcomeMessage = false
"""
ASK = """
import json, sys
import dashboard.server
from streamlit import config
dashboard.server.app._build_starlette_app()
print(json.dumps({name: config.get_option(name) for name in sys.argv[1:]}))
"""


def test_the_file_beside_the_server_has_the_last_word(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(OTHERWISE)
    ours = {
        f"{part}.{name}": value
        for part in ("server", "browser", "client", "runner", "logger")
        for name, value in OURS[part].items()
    }
    said = {f"STREAMLIT_{name.replace('.', '_').upper()}": "true" for name in ours}
    env = {**os.environ, **said, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "NET_FINDER_HOME": str(tmp_path)}
    command = [sys.executable, "-c", ASK, *ours]
    ran = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=90, check=False)
    assert json.loads(ran.stdout) == ours, ran.stderr
    otherwise = {f"{part}.{name}" for part, names in tomllib.loads(OTHERWISE).items() for name in names}
    assert otherwise == set(ours) - {"server.address"}
