"""The emulator's modules are run from their own folder; so are their tests."""

import os
import sys
from pathlib import Path

os.environ.update({"AUTH": "true", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"})
sys.path.insert(0, str(Path(__file__).parents[3] / "local" / "emulator"))
