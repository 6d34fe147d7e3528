"""JSON Schemas of every kind of JSON that the program writes."""
