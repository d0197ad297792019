"""Holds YAML documents against a JSON Schema, as an editor does, and says what is wrong with each.

    validate INPUT.json     where INPUT is {"schema": {...}, "documents": {"NAME": "TEXT"}}

Prints {"NAME": ["what is wrong", ...]}. The scalars are those of YAML 1.2's core schema: `2026-12-18`, `no` and
`10:00` are texts. The schema itself is held against the meta-schema of draft 2020-12 first.
"""

import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.SafeLoader):
    """Resolves plain scalars as YAML 1.2 core does: null, true and false, integers and floats; else text.

    Source: https://yaml.org/spec/1.2.2/#103-core-schema
    """

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"),
    ),
    ("merge", r"^<<$", ["<"]),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def integer(loader, node):
    text = node.value
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


def mapping(loader, node):
    """Keys are texts to a JSON Schema, whatever they look like."""
    loader.flatten_mapping(node)
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "a key is no scalar", key.start_mark)
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


CoreLoader.add_constructor("tag:yaml.org,2002:int", integer)
CoreLoader.add_constructor("tag:yaml.org,2002:map", mapping)


def complaints(validator, text):
    try:
        document = yaml.load(text, CoreLoader)
    except yaml.YAMLError as error:
        return [f"not YAML: {error}"]
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    validator_class = jsonschema.Draft202012Validator
    validator_class.check_schema(job["schema"])
    validator = validator_class(job["schema"])
    print(json.dumps({name: complaints(validator, text) for name, text in job["documents"].items()}))


main()
