"""A TRL reward function over `guide verify --serve`: GRPOTrainer(reward_funcs=guide_reward, ...), with the columns "answer" and, if not math, "domain".

The columns' names are parameters of TRL's data set. Rewards are floats; an outage, or a verdict without a reward, raises: it is never scored 0.
"""
import json

from verl_reward import judge


def guide_reward(completions, answer, domain=None, **_):
    texts = [completion if isinstance(completion, str) else completion[-1]["content"] for completion in completions]
    domains = domain or ["math"] * len(texts)
    return judge([
        {"domain": kind, "pred": text, **({"tests": json.loads(gold)} if kind == "code" else {"gold": gold})}
        for text, gold, kind in zip(texts, answer, domains)
    ])
