"""The zones of a scenario, made ready for a slot's two name servers.

`world.py SLOT_FOLDER PREFIX FOLDER`: FOLDER/zones.list has a line `FILE ORIGIN` for each zone,
FOLDER/faults.list, where there is one, a line `NAME TYPE FAULT` for each fault. Written are the
zone files and the configurations of both servers. PREFIX.1 serves the root and the top-level
domains, PREFIX.2 the scenario's zones, and with faults PREFIX.3 stands before it
(where the root fails too, PREFIX.1 does, and PREFIX.4 serves what is behind).

The scenario's zones are served as they are, but that $GENERATE, which NSD does not know, is
written out, that a zone without NS records gets one, and that a root or a delegation of the
scenario's own leads to the lab's servers.
"""

import os
import re
import sys

SERVERS = "lab-servers."


def main():
    slot, prefix, folder = sys.argv[1:]
    zones = dict(read_zones(folder))
    faults = read_faults(folder)
    # What the scenario's zones are reached through.
    target, address = (f"faulty.{SERVERS}", f"{prefix}.3") if faults else (f"zones.{SERVERS}", f"{prefix}.2")
    registry = {}
    delegated = {origin for origin in zones if origin != "."}
    # A fault outside of the zones needs a server that shows it.
    for name, _, _ in faults:
        if name != "." and not any(is_at_or_below(name, origin) for origin in delegated):
            delegated.add(name)
    # Of one below another, the upper alone.
    topmost = {
        origin for origin in delegated
        if not any(origin != other and is_at_or_below(origin, other) for other in delegated)
    }
    tops = {origin.rstrip(".").rsplit(".", 1)[-1] + "." for origin in topmost}
    registry[SERVERS] = soa(SERVERS) + "".join(
        f"{name} A {prefix}.{number}\n" for name, number in [("registry", 1), ("zones", 2), ("faulty", 3)]
    )
    root = zones.pop(".", None)
    is_own_root = root is not None
    if root is None:
        root = soa(".")
    root = "$ORIGIN .\n" + root
    if not has_apex_ns(root):
        root += f"\n. 3600 NS registry.{SERVERS}\n"
    root += f"\n{SERVERS} 3600 NS registry.{SERVERS}\nregistry.{SERVERS} 3600 A {prefix}.1\n"
    for top in sorted(tops):
        if is_own_root and re.search(rf"^{re.escape(top.rstrip('.'))}\.?\s.*\bNS\b", root, re.M | re.I):
            # The scenario delegates it itself, to servers that need an address.
            for server in re.findall(rf"^{re.escape(top.rstrip('.'))}\.?\s+.*\bNS\s+(\S+)", root, re.M | re.I):
                root += f"{server} 3600 A {address}\n"
        elif top in topmost:
            root += f"{top} 3600 NS {target}\n"
        else:
            root += f"{top} 3600 NS registry.{SERVERS}\n"
            registry[top] = soa(top) + "".join(
                f"{origin} 3600 NS {target}\n" for origin in sorted(topmost) if is_at_or_below(origin, top)
            )
    registry["."] = root
    for origin, text in zones.items():
        text = f"$ORIGIN {origin}\n" + write_out(text)
        if not has_apex_ns(text):
            text += f"\n{origin} 3600 NS {target}\n"
        zones[origin] = text
    # Where the root fails, the program that does so stands in its place.
    is_root_faulty = any(name == "." for name, _, _ in faults)
    write_server(slot, "registry", f"{prefix}.4" if is_root_faulty else f"{prefix}.1", registry)
    write_server(slot, "zones", f"{prefix}.2", zones)
    with open(os.path.join(slot, "faults.list"), "w", encoding="utf-8") as file:
        file.writelines(" ".join(fault) + "\n" for fault in faults)
    # Where the failing server listens, and what it passes on to.
    with open(os.path.join(slot, "faulty"), "w", encoding="utf-8") as file:
        pairs = [f"{prefix}.3 {prefix}.2"] if faults else []
        pairs += [f"{prefix}.1 {prefix}.4"] if is_root_faulty else []
        file.writelines(f"{pair}\n" for pair in pairs)


def read_zones(folder):
    with open(os.path.join(folder, "zones.list"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            name, origin = line.split(" ", 1)
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as zone:
                yield absolute(origin), zone.read()


def read_faults(folder):
    path = os.path.join(folder, "faults.list")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        faults = [line.split() for line in file]
    return [(absolute(name), rtype, fault) for name, rtype, fault in faults]


def absolute(name):
    return name.rstrip(".").lower() + "."


def is_at_or_below(name, other):
    return other == "." or name == other or name.endswith("." + other)


def soa(origin):
    server = f"registry.{SERVERS}"
    return f"$ORIGIN {origin}\n$TTL 3600\n@ SOA {server} hostmaster.{SERVERS} 1 7200 3600 1209600 900\n@ NS {server}\n"


def has_apex_ns(text):
    """Whether the first owner, or @, has an NS record; a blank owner repeats the one before."""
    owner = "@"
    for line in text.splitlines():
        if not line.strip() or line.startswith(("$", ";")):
            continue
        words = line.split(";")[0].split()
        if not line[0].isspace():
            owner = words.pop(0)
        while words and (words[0].upper() == "IN" or words[0][0].isdigit()):
            words.pop(0)
        if owner in ("@", ".") and words and words[0].upper() == "NS":
            return True
    return False


def write_out(text):
    """Replaces $GENERATE lines by the records that they stand for."""

    def line(match):
        first, last = int(match[1]), int(match[2])
        rest = match[3].replace('"', "")

        def record(number):
            def value(modifiers):
                offset, width, base = modifiers_of(modifiers[1])
                return format(number + offset, f"0{width}{base}")

            return re.sub(r"\$(?:\{([^}]*)\})?", value, rest)

        return "\n".join(record(number) for number in range(first, last + 1))

    return re.sub(r"^\$GENERATE\s+(\d+)-(\d+)\s+(.*)$", line, text, flags=re.M)


def modifiers_of(text):
    """OFFSET, WIDTH and BASE, of which the last may be missing."""
    words = text.split(",") if text else []
    offset, width, base = words + ["0", "0", "d"][len(words) :]
    return int(offset), int(width), base


def write_server(slot, server, address, zones):
    folder = os.path.join(slot, server)
    os.makedirs(folder, exist_ok=True)
    configuration = f"""server:
  ip-address: {address}
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  xfrdfile: ""
  xfrdir: "{folder}"
  pidfile: ""
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""
    for index, (origin, text) in enumerate(sorted(zones.items())):
        path = os.path.join(folder, f"{index}.zone")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        configuration += f'zone:\n  name: "{origin}"\n  zonefile: "{path}"\n'
    with open(os.path.join(slot, f"{server}.conf"), "w", encoding="utf-8") as file:
        file.write(configuration)
    with open(os.path.join(slot, f"{server}.list"), "w", encoding="utf-8") as file:
        file.writelines(f"{index}.zone {origin}\n" for index, origin in enumerate(sorted(zones)))


main()
