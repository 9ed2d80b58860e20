"""Write the JSON Schema of mapping.toml into the package: `python -m tools.mapping_schema`."""

import json
from pathlib import Path

from coopgraph.dataset.mapping.schema import FILE, mapping_schema

if __name__ == "__main__":
    target = Path(__file__).parents[1] / "src" / "coopgraph" / "dataset" / FILE
    text = json.dumps(mapping_schema(), indent=2, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8")
