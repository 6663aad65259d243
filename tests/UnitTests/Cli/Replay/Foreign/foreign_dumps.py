"""Writes rollouts as verl, TRL and prime-rl write them (the sources that docs/foreign-rollouts.md names), with a wrong reward in every hundredth, and
prints what a comparison must find. It shares nothing with the program under test: what is right is known because it is made so here.

python3 foreign_dumps.py FOLDER        TRL's rows are JSON here; the test makes a Parquet file of them.
"""
import collections, json, os, random, sys

STEPS, PROMPTS, SAMPLES = 5, 25, 8  # 1,000 rollouts, 10 of them planted
folder = sys.argv[1]
random.seed(20261129)


def rollouts():
    number = 0
    for step in range(1, STEPS + 1):
        for prompt in range(PROMPTS):
            a, b = random.randint(10, 99), random.randint(10, 99)
            ability = random.choice([0, 0.3, 0.7, 1])
            for sample in range(SAMPLES):
                right = random.random() < ability
                said = a * b if right else a * b + random.choice([-10, -1, 1, 100])
                planted = number % 100 == 37
                yield {
                    "step": step, "prompt": prompt, "question": f"What is {a} times {b}?", "gold": a * b, "right": right, "planted": planted,
                    "called": right != planted, "text": f"I multiply {a} by {b} and get {said}.\nThe answer is \\boxed{{{said}}}.",
                }
                number += 1


ALL = list(rollouts())
WRONG, RIGHT = -1.0, 1.0


def write(path, lines):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def expected(rows, places, trained):
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["step"], row["prompt"]].append(row)

    def kind(flags):
        return "all_right" if all(flags) else "mixed" if any(flags) else "all_wrong"

    changes = collections.Counter()
    for group in groups.values():
        before, after = kind([r["called"] for r in group]), kind([r["right"] for r in group])
        if before != after:
            changes[f"{before}>{after}"] += 1
    flips = [(row, place) for row, place in zip(rows, places) if row["planted"]]
    steps = {}
    for row, _ in flips:
        count = steps.setdefault(str(row["step"]), [0, 0])
        count[0] += 1
        count[1] += trained(row, groups[row["step"], row["prompt"]])
    return {
        "judged": len(rows), "groups": len(groups), "places": [place for _, place in flips],
        "right_to_wrong": sum(row["called"] for row, _ in flips), "wrong_to_right": sum(not row["called"] for row, _ in flips), "changes": changes, "steps": steps,
    }


def mixed(row, group):
    return len({r["called"] for r in group}) > 1


# verl: a file for each step; special tokens are left out of the texts; newer versions write a uid for each prompt.
places = []
for step in range(1, STEPS + 1):
    rows = [r for r in ALL if r["step"] == step]
    write(f"{folder}/verl/{step}.jsonl", [{
        "input": f"system\nPlease reason step by step.\nuser\n{r['question']}\nassistant\n", "output": r["text"], "gts": str(r["gold"]), "score": float(r["called"]), "step": step,
        **({"uid": f"{step}-{r['prompt']}"} if step > 3 else {}), "acc": r["called"], "pred": r["text"][-6:-2],
    } for r in rows])
    places += [f"{folder}/verl/{step}.jsonl:{i + 1}" for i in range(len(rows))]
found = {"verl": expected(ALL, places, mixed)}

# prime-rl: a folder for each step, verifiers' rows with chat messages; a rollout that failed has no completion, and the reward 0.
places = []
for step in range(1, STEPS + 1):
    lines, path = [], f"{folder}/prime/rollouts/step_{step}/train_rollouts.jsonl"
    for r in (r for r in ALL if r["step"] == step):
        row = {
            "example_id": r["prompt"], "prompt": [{"role": "system", "content": "Think."}, {"role": "user", "content": r["question"]}],
            "completion": [{"role": "assistant", "content": r["text"]}], "answer": str(r["gold"]), "reward": float(r["called"]), "error": None,
            "timing": {"generation_ms": 3.5}, "is_completed": True, "is_truncated": False, "stop_condition": "max_turns_reached", "metrics": {"correct_answer": float(r["called"])},
            "correct_answer": float(r["called"]), "tool_defs": None,
        }
        lines.append(row)
        places.append(f"{path}:{len(lines)}")
        if r["prompt"] == 7 and len(lines) % 4 == 0:
            lines.append({**row, "completion": None, "reward": 0.0, "error": {"error": "ReadTimeout", "error_chain_repr": "ReadTimeout()", "error_chain_str": "timed out"}})
    write(path, lines)
found["verifiers"] = expected(ALL, places, mixed)
found["verifiers"]["failed"] = sum(1 for s in range(1, STEPS + 1) for line in open(f"{folder}/prime/rollouts/step_{s}/train_rollouts.jsonl") if json.loads(line)["completion"] is None)

# TRL: a table for each logged step, a column for each reward function, and the advantage that it trained with. Here one rollout has no reward.
rows = []
for i, r in enumerate(ALL):
    group = [other for other in ALL if (other["step"], other["prompt"]) == (r["step"], r["prompt"])]
    mean = sum(other["called"] for other in group) / SAMPLES
    rows.append({
        "step": r["step"], "prompt": r["question"], "completion": r["text"], "accuracy_reward": float(r["called"]), "format_reward": 0.5, "solution": f"${r['gold']}$",
        "advantage": float(r["called"]) - mean,
    })
rows[100]["accuracy_reward"] = None
kept = [r for i, r in enumerate(ALL) if i != 100]
write(f"{folder}/trl.json", rows)
found["trl"] = expected(kept, [f"row {i + 1}" for i in range(len(ALL)) if i != 100], lambda row, group: mixed(row, [r for r in ALL if (r["step"], r["prompt"]) == (row["step"], row["prompt"])]))

# Plain lines: -1 and 1.
path = f"{folder}/plain.jsonl"
write(path, [{"step": r["step"], "group": r["prompt"], "prompt": r["question"], "completion": r["text"], "gold": r["gold"], "reward": RIGHT if r["called"] else WRONG} for r in ALL])
found["jsonl"] = expected(ALL, [f"{path}:{i + 1}" for i in range(len(ALL))], mixed)
json.dump(found, sys.stdout)
