"""MiniStack with the CloudFormation resource types that it lacks and proxywebhook's stacks have.

Started in place of `python -m ministack`; nothing of the installation is changed. What is in this file is ours: it is no
witness of how AWS behaves. It calls MiniStack's own API handlers wherever it has them, so that what is made here is seen by
every call that MiniStack serves.

Its environment, besides MiniStack's own:
  PLUGIN_DATABASE        host:port that a proxy's endpoint names in place of an address that only AWS has
  PLUGIN_DATABASE_USERS  a URL told of the account that a proxy logs in with, when its targets are registered
  PLUGIN_FAULTS          see plugin_faults.py
"""

import json
import os
import urllib.request

from ministack.services import ec2, iam, rds, secretsmanager
from ministack.services.cloudformation import provisioners

from plugin_faults import install as install_faults

HANDLERS = provisioners._RESOURCE_HANDLERS


def main():
    for resource_type, handler in OURS.items():
        if resource_type in HANDLERS:
            raise SystemExit(f"MiniStack has {resource_type} itself: take it out of the plug-in.")
        HANDLERS[resource_type] = handler
    HANDLERS["AWS::ApiGatewayV2::Api"] = reachable_api(HANDLERS["AWS::ApiGatewayV2::Api"])
    iam._IAM_HANDLERS["GetRole"] = role_by_its_name(iam._IAM_HANDLERS["GetRole"])
    install_faults()
    from ministack.app import main as serve

    serve()


def call(action, name, parameters):
    """An RDS call, as its own API would take it: flat parameters, lists numbered."""
    status, _headers, body = rds._ACTION_MAP[action](flat(parameters))
    if status >= 400:
        provisioners._rds_raise(status, body, name, action)


def flat(value, prefix=""):
    if isinstance(value, dict):
        pairs = ((f"{prefix}.{key}" if prefix else key, each) for key, each in value.items())
    elif isinstance(value, list):
        pairs = ((f"{prefix}.member.{index}", each) for index, each in enumerate(value, 1))
    elif isinstance(value, bool):
        return {prefix: [str(value).lower()]}
    else:
        return {prefix: [str(value)]}
    return {key: text for name, each in pairs for key, text in flat(each, name).items()}


# AWS::RDS::DBProxy: on MiniStack's CreateDBProxy, ModifyDBProxy and DeleteDBProxy.
PROXY_CHANGES = ("Auth", "RequireTLS", "IdleClientTimeout", "DebugLogging", "RoleArn")


def proxy_create(_logical_id, props, _stack_name):
    name = props["DBProxyName"]
    known = {key: value for key, value in props.items() if key != "Tags"}
    call("CreateDBProxy", "AWS::RDS::DBProxy", known)
    proxy = rds._db_proxies[name]
    proxy["Endpoint"] = os.environ.get("PLUGIN_DATABASE", proxy["Endpoint"])
    return name, proxy_attributes(name)


def proxy_attributes(name):
    proxy = rds._db_proxies[name]
    return {"DBProxyArn": proxy["DBProxyArn"], "Endpoint": proxy["Endpoint"], "VpcId": proxy["VpcId"]}


def proxy_update(name, _old, new, _stack_name):
    changes = {key: new[key] for key in PROXY_CHANGES if key in new}
    call("ModifyDBProxy", "AWS::RDS::DBProxy", {"DBProxyName": name, **changes})
    return name, proxy_attributes(name)


def proxy_delete(name, _props):
    if name in rds._db_proxies:
        call("DeleteDBProxy", "AWS::RDS::DBProxy", {"DBProxyName": name})


# AWS::RDS::DBProxyTargetGroup: the default group is made with the proxy; this one configures it and registers targets.
def targets_create(_logical_id, props, _stack_name):
    name = props["DBProxyName"]
    configure_pool(props)
    register("RegisterDBProxyTargets", name, props.get("DBInstanceIdentifiers", []))
    tell_account(name, props)
    arn = rds._db_proxies[name]["TargetGroup"]["TargetGroupArn"]
    return arn, {"TargetGroupArn": arn}


def configure_pool(props):
    pool = props.get("ConnectionPoolConfigurationInfo", {})
    group = {"DBProxyName": props["DBProxyName"], "TargetGroupName": "default"}
    call("ModifyDBProxyTargetGroup", "AWS::RDS::DBProxyTargetGroup", {**group, "ConnectionPoolConfig": pool})


def register(action, name, instances):
    if instances:
        parameters = {"DBProxyName": name, "TargetGroupName": "default", "DBInstanceIdentifiers": instances}
        call(action, "AWS::RDS::DBProxyTargetGroup", parameters)


def targets_update(arn, old, new, _stack_name):
    configure_pool(new)
    before, after = old.get("DBInstanceIdentifiers", []), new.get("DBInstanceIdentifiers", [])
    register("DeregisterDBProxyTargets", new["DBProxyName"], [each for each in before if each not in after])
    register("RegisterDBProxyTargets", new["DBProxyName"], [each for each in after if each not in before])
    return arn, {"TargetGroupArn": arn}


def targets_delete(_arn, props):
    if props["DBProxyName"] in rds._db_proxies:
        register("DeregisterDBProxyTargets", props["DBProxyName"], props.get("DBInstanceIdentifiers", []))


def tell_account(name, props):
    """MiniStack makes a DB instance of a template a record only: whoever runs the database makes its account."""
    url = os.environ.get("PLUGIN_DATABASE_USERS")
    if not url:
        return
    value = secretsmanager.resolve_secret_string(rds._db_proxies[name]["Auth"][0]["SecretArn"])
    instance = rds._instances[props["DBInstanceIdentifiers"][0]]
    account = {**json.loads(value), "master": instance["_MasterUserPassword"], "database": instance["DBName"]}
    request = urllib.request.Request(url, json.dumps(account).encode(), {"content-type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


# AWS::EC2::SecurityGroupIngress and Egress: MiniStack keeps a group's rules, the template's types for one rule it lacks.
def rule_handlers(side):
    def create(logical_id, props, _stack_name):
        rules(props)[:] = [*rules(props), *provisioners._ec2_sg_permissions([props])]
        return f"sgr-{logical_id.lower()}", {"Id": f"sgr-{logical_id.lower()}"}

    def rules(props):
        return ec2._security_groups[props["GroupId"]].setdefault(side, [])

    def delete(_physical_id, props):
        if props["GroupId"] in ec2._security_groups:
            ours = provisioners._ec2_sg_permissions([props])
            rules(props)[:] = [rule for rule in rules(props) if rule not in ours]

    def update(physical_id, old, new, _stack_name):
        delete(physical_id, old)
        rules(new)[:] = [*rules(new), *provisioners._ec2_sg_permissions([new])]
        return physical_id, {"Id": physical_id}

    return {"create": create, "update": update, "delete": delete}


def reachable_api(handler):
    """`ID.execute-api.localhost` is known to no resolver but systemd's: the endpoint is MiniStack's other address of an API."""

    def endpoint(made):
        physical_id, attributes = made
        port = os.environ["GATEWAY_PORT"]
        url = f"http://127.0.0.1:{port}/_aws/execute-api/{physical_id}/$default"
        return physical_id, {**attributes, "ApiEndpoint": url}

    def create(*arguments):
        return endpoint(handler["create"](*arguments))

    def update(*arguments):
        return endpoint(handler["update"](*arguments))

    return {**handler, "create": create, "update": update}


def role_by_its_name(get_role):
    """CreateServiceLinkedRole makes AWSServiceRoleForRds here; its name is AWSServiceRoleForRDS, and case makes no other name."""

    def answer(parameters):
        name = parameters.get("RoleName", [""])[0]
        return get_role({**parameters, "RoleName": [name.replace("ServiceRoleForRDS", "ServiceRoleForRds")]})

    return answer


OURS = {
    "AWS::RDS::DBProxy": {"create": proxy_create, "update": proxy_update, "delete": proxy_delete},
    "AWS::RDS::DBProxyTargetGroup": {
        "create": targets_create,
        "update": targets_update,
        "delete": targets_delete,
    },
    "AWS::EC2::SecurityGroupIngress": rule_handlers("IpPermissions"),
    "AWS::EC2::SecurityGroupEgress": rule_handlers("IpPermissionsEgress"),
}

if __name__ == "__main__":
    main()
