"""Delays and failures of MiniStack's resource handlers, read anew before each operation from the file PLUGIN_FAULTS:

  {"delay": {"create AWS::RDS::DBProxy": 1.5, "*": 0.05}, "fail": {"update AWS::Lambda::Function": "the reason"}, "failOnce": {}}

An operation is one of create, update, delete and the resource type. With a file, handlers run on a thread of their own, so
that the APIs are served while a resource takes its time.
"""

import json
import os
import time

from ministack.services.cloudformation import provisioners, stacks


def install():
    path = os.environ.get("PLUGIN_FAULTS")
    if not path:
        return
    stacks._runs_on_worker_thread = lambda _resource_type: True
    for resource_type, handler in provisioners._RESOURCE_HANDLERS.items():
        for operation in ("create", "update", "delete"):
            if operation in handler:
                handler[operation] = befallen(path, f"{operation} {resource_type}", handler[operation])


def befallen(path, name, handler):
    def operation(*arguments, **named):
        with open(path, encoding="utf-8") as file:
            faults = json.load(file)
        delays = faults.get("delay", {})
        time.sleep(delays.get(name, delays.get("*", 0)))
        reason = faults.get("fail", {}).get(name)
        if name in faults.get("failOnce", {}):
            reason = faults["failOnce"].pop(name)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(faults, file)
        if reason is not None:
            raise ValueError(reason)
        return handler(*arguments, **named)

    return operation
