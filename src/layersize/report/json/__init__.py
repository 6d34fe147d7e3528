"""Reports as JSON, a stable contract (docs/json.md)."""
