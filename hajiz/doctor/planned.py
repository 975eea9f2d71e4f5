"""What config.toml plans: whether anybody is told, who hears of us, and who can reach us."""

from collections.abc import Iterator
from ipaddress import ip_address

from hajiz.config.read import Config
from hajiz.doctor.finding import Line, judged
from hajiz.readiness import nobody_told


def planned(config: Config) -> Iterator[Line]:
    """Look at what *config* says, which can be read."""
    rules, outlets = len(config.rules), len(config.outlets)
    yield judged("configuration", f"{outlets} outlets, {rules} rules, all of them understood")
    reports = [plan.name for plan in config.digests] + [plan.name for plan in config.alerts]
    remedy = "" if reports else "add a [[digests]] or [[alerts]]: nobody is told of matches"
    yield judged("reports", ", ".join(reports) or "none", remedy)
    lacking = nobody_told(config)
    yield judged("notices", lacking or "somebody is told of trouble", lacking)
    yield _heartbeat(config)
    yield _web(config)


def _heartbeat(config: Config) -> Line:
    if config.heartbeat.url:
        return judged("heartbeat", f"every {config.heartbeat.interval.total_seconds():g} s")
    remedy = "set [heartbeat] url: nothing on this machine can tell you that it is off"
    return judged("heartbeat", "nobody outside notices when Hajiz is dead", remedy)


def _web(config: Config) -> Line:
    listen = config.web.listen
    if not listen:
        return judged("web", "answers nobody")
    host = listen.rpartition(":")[0].strip("[]")
    if host == "localhost" or _is_loopback(host):
        return judged("web", f"{listen}, this machine only")
    remedy = "let it listen on 127.0.0.1, with a web server in front that has TLS"
    return judged("web", f"{listen}: other machines can reach it, unencrypted", remedy)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
