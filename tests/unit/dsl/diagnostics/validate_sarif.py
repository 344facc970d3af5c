# Validates a SARIF log (the second argument) against the schema (the first). Prints what is wrong and exits 1, else exits 0.
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as schema_file:
    schema = json.load(schema_file)
with open(sys.argv[2], encoding="utf-8") as log_file:
    log = json.load(log_file)

validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
found = sorted(validator(schema).iter_errors(log), key=lambda error: list(map(str, error.path)))
for error in found:
    print("/".join(map(str, error.path)) + ": " + error.message)
sys.exit(1 if found else 0)
