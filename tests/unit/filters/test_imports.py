"""What importing filters loads."""

import subprocess
import sys


def test_filters_load_neither_sqlalchemy_nor_pandas():
    code = (
        "import sys, fashion_search.filters, fashion_search.filters.dialects.databricks\n"
        "print([name for name in ('sqlalchemy', 'pandas', 'databricks', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
