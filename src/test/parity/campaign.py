"""Makes random inventories and writes down what Ansible makes of them. The Java side (AnsibleParity) compares.

usage: campaign.py --seed N --inventories N --selectors N --out DIR --defaults FILE [--command N]
"""
import argparse
import json
import multiprocessing
import os
import random
import subprocess


def isolate(out):
    """Nothing of this machine's Ansible configuration counts; a file that Ansible would skip ends the campaign."""
    os.makedirs(out)
    home = os.path.join(out, "home")
    os.makedirs(home)
    with open(os.path.join(home, "ansible.cfg"), "w", encoding="utf-8") as config:
        config.write("[inventory]\nany_unparsed_is_failed = true\n")
    for name in [name for name in os.environ if name.startswith("ANSIBLE_") and name != "ANSIBLE_COLLECTIONS_PATH"]:
        del os.environ[name]
    os.environ.update({"ANSIBLE_CONFIG": os.path.join(home, "ansible.cfg"), "HOME": home, "ANSIBLE_LOCAL_TEMP": home})
    os.chdir(home)


def make(job):
    """One inventory in a folder of its own, with `expected.json` beside it."""
    import oracle
    from expressions import Selectors
    from inventories import Inventory
    number, arguments = job
    chance = random.Random("%d/%d" % (arguments.seed, number))
    folder = os.path.join(arguments.out, "%04d" % number)
    source = os.path.join(folder, Inventory(chance).write(folder))
    selectors = Selectors(chance)
    expected = oracle.observe(source, lambda cluster: [selectors.any() for _ in range(arguments.selectors)], arguments.roles)
    expected["source"] = os.path.basename(source)
    if number < arguments.command:
        expected["command"] = same_as_command(source)
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as out:
        json.dump(expected, out, ensure_ascii=False)
    return folder


def same_as_command(source):
    """Whether `ansible-inventory --list` prints what the engine told us here: the same hosts, groups and variables."""
    import oracle
    from ansible.parsing.ajson import AnsibleJSONEncoder
    listed = subprocess.run(["ansible-inventory", "-i", source, "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    theirs = json.loads(listed.stdout)
    view = oracle.View(source)
    plain = lambda value: json.loads(json.dumps(value, cls=AnsibleJSONEncoder, preprocess_unsafe=True))
    hostvars = {h.name: plain({name: view.raw[h.name][name] for name in view.own[h.name]}) for h in view.hosts}
    hostvars = {name: variables for name, variables in hostvars.items() if variables}
    if theirs["_meta"]["hostvars"] != hostvars:
        return "variables differ from those of ansible-inventory"
    for group in view.groups():
        listed = theirs.get(group["name"], {})
        if group["name"] != "all" and listed.get("hosts", []) != group["hosts"] or listed.get("children", []) != group["children"]:
            return "group %s differs from that of ansible-inventory" % group["name"]
    return "same"


def prepare():
    import oracle
    oracle.silence()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inventories", type=int, default=20)
    parser.add_argument("--selectors", type=int, default=20, help="for each cluster")
    parser.add_argument("--command", type=int, default=3, help="how many are compared with ansible-inventory, too")
    parser.add_argument("--first", type=int, default=0, help="number of the first inventory")
    parser.add_argument("--defaults", required=True, help="role defaults, YAML")
    parser.add_argument("--out", required=True)
    arguments = parser.parse_args()
    arguments.out, arguments.defaults = os.path.abspath(arguments.out), os.path.abspath(arguments.defaults)
    isolate(arguments.out)
    prepare()
    from ansible.parsing.dataloader import DataLoader
    arguments.roles = DataLoader().load_from_file(arguments.defaults)
    jobs = [(number, arguments) for number in range(arguments.first, arguments.first + arguments.inventories)]
    with multiprocessing.Pool(initializer=prepare) as pool:
        for folder in pool.imap_unordered(make, jobs):
            print(folder, flush=True)


if __name__ == "__main__":
    main()
