"""The emulator is run from its own folder; so are its tests."""

import os
import sys
from pathlib import Path

os.environ.update({"AUTH": "true", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"})
sys.path.insert(0, str(Path(__file__).parents[3] / "local" / "emulator"))
