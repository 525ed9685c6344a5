"""The world and the scenarios of live.toml, without mxcheck.

`live.py zones TOML FOLDER` writes the world as `lab serve` takes it.
`live.py check TOML CATALOGUE AUTHORITY` holds a session of each scenario with the servers, and
says where one does not end as it should. CATALOGUE is the folder of the receivers' files.
"""

import os
import re
import socket
import ssl
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor

RECORD_TYPES = {"A": "1", "MX": "15"}
STAGES = ["connect", "ehlo", "mail-from", "rcpt-to"]
# A server's answer includes look-ups that fail.
PATIENCE = 20


def main():
    with open(sys.argv[2], "rb") as file:
        world = tomllib.load(file)
    if sys.argv[1] == "zones":
        write_world(world, sys.argv[3])
    else:
        check(world, *sys.argv[3:])


def write_world(world, folder):
    with open(os.path.join(folder, "zones.list"), "w", encoding="utf-8") as names:
        for origin, text in world["zones"].items():
            names.write(f"{origin}.zone {origin}\n")
            with open(os.path.join(folder, f"{origin}.zone"), "w", encoding="utf-8") as file:
                file.write(text)
    with open(os.path.join(folder, "faults.list"), "w", encoding="utf-8") as file:
        for place, fault in world["faults"].items():
            name, _, rtype = place.partition(" ")
            file.write(f"{name} {RECORD_TYPES[rtype] if rtype else '*'} {fault}\n")


def check(world, catalogue, authority):
    texts = dict(world["texts"])
    for receiver in ("ionos", "one-com"):
        with open(os.path.join(catalogue, f"{receiver}.toml"), "rb") as file:
            for rule in tomllib.load(file)["rule"]:
                if "text" in rule:
                    texts[f"{receiver}/{rule['id']}"] = rule["text"]
    cases = [
        (scenario, server, index)
        for scenario in world["scenario"]
        for index, server in enumerate(scenario.get("servers", world["servers"]))
    ]
    with ThreadPoolExecutor(8) as threads:
        faults = list(threads.map(lambda case: fault_of(world, texts, *case), cases))
        faults += list(threads.map(lambda server: fault_of_tls(world, server, authority), world["servers"]))
    faults = [fault for fault in faults if fault]
    if faults:
        sys.exit("the lab's mail servers are not as they should be:\n" + "\n".join(faults))
    refused = sum(scenario["ends"] != "accept" for scenario, _, _ in cases)
    print(f"the lab's mail servers refuse {refused} senders and take {len(cases) - refused}, as they should")


def fault_of(world, texts, scenario, server, index):
    host, port = world["servers"][server][scenario["role"]].split(":")
    client = scenario["clients"][index] if "clients" in scenario else scenario.get("client", "127.10.0.1")
    sender = scenario.get("from", f"postmaster@{scenario['domain']}")
    sender = "" if sender == "<>" else sender
    # Another sender than mxcheck's, as the servers remember it.
    if scenario["role"] == "greylisting":
        sender = "check-" + sender
    commands = [
        None,
        f"EHLO {scenario.get('helo', 'mail.good.test')}",
        f"MAIL FROM:<{sender}>" + (f" SIZE={scenario['size']}" if "size" in scenario else ""),
        f"RCPT TO:<{scenario.get('to', 'postmaster@customer.test')}>",
    ]
    if scenario.get("known"):
        hold_session(client, (host, int(port)), commands)
        time.sleep(3)
    stage, code, text = hold_session(client, (host, int(port)), commands)
    found = f"{stage} {code} {text}"
    name = f"{scenario['name']} with {server}"
    if scenario["ends"] == "accept":
        return None if stage is None else f"{name}: {found}"
    _, expected_stage, expected_code, rule = scenario["ends"].split(" ")
    has_own_words = server in scenario.get("says", {})
    expected = scenario["says"][server] if has_own_words else texts[rule]
    # In a greeting the platform's deferral is a 421. Postfix has its own codes for some.
    codes = [expected_code] + (["421"] if expected_stage == "connect" and expected_code == "451" else [])
    is_code = code[0] == expected_code[0] if has_own_words or server == "postfix" else code in codes
    is_right = stage == expected_stage and is_code
    if not is_right or not all(part in text.lower() for part in expected.lower().split(" / ")):
        return f"{name}: {found}, not {scenario['ends']} {expected!r}"
    return None


def hold_session(client, server, commands):
    """The stage, code and text of a refusal, or (None, None, None)."""
    with socket.create_connection(server, timeout=PATIENCE, source_address=(client, 0)) as sock:
        with sock.makefile("rwb") as stream:
            for stage, command in zip(STAGES, commands):
                code, text = say(stream, command)
                if code[0] not in "23":
                    return stage, code, text
            say(stream, "QUIT")
    return None, None, None


def say(stream, command):
    if command:
        stream.write(command.encode() + b"\r\n")
        stream.flush()
    lines = []
    while True:
        line = stream.readline(2000).decode("utf-8", "replace").rstrip("\r\n")
        # The enhanced code stands on each line, also where a text is broken into lines.
        lines.append(re.sub(r"^[245]\.\d+\.\d+ ", "", line[4:]))
        if line[3:4] != "-":
            return line[:3] or "000", " ".join(lines)


def fault_of_tls(world, server, authority):
    """STARTTLS, with a certificate that the lab's own authority issued."""
    host, port = world["servers"][server]["plain"].split(":")
    context = ssl.create_default_context(cafile=authority)
    with socket.create_connection((host, int(port)), timeout=PATIENCE, source_address=("127.10.0.1", 0)) as sock:
        with sock.makefile("rwb") as stream:
            for command in (None, "EHLO mail.good.test", "STARTTLS"):
                code, text = say(stream, command)
                if code[0] != "2":
                    return f"{server}: {command}: {code} {text}"
        try:
            with context.wrap_socket(sock, server_hostname=host) as session, session.makefile("rwb") as stream:
                code, text = say(stream, "EHLO mail.good.test")
        except OSError as error:
            return f"{server}: TLS: {error}"
    return None if code == "250" else f"{server}: EHLO under TLS: {code} {text}"


main()
