"""A verl reward function over `guide verify --serve` (custom_reward_function.path; reward_model.reward_manager=batch).

GUIDE_VERIFY_URL is the service's address, GUIDE_VERIFY_TOKEN its bearer token if it asks for one. The domain of a data source is math unless
extra_info has "domain". An outage, or a verdict without a reward, raises: it is never scored 0.
"""
import json, os, time, urllib.error, urllib.request

URL = os.environ.get("GUIDE_VERIFY_URL", "http://127.0.0.1:8081")
HEADERS = {"Content-Type": "application/json", **({"Authorization": "Bearer " + os.environ["GUIDE_VERIFY_TOKEN"]} if "GUIDE_VERIFY_TOKEN" in os.environ else {})}


def judge(cases, tries=8):
    for attempt in range(tries):
        try:
            request = urllib.request.Request(URL + "/verify", json.dumps({"cases": cases}).encode(), HEADERS)
            with urllib.request.urlopen(request, timeout=600) as response:
                verdicts = json.load(response)["verdicts"]
        except (urllib.error.URLError, OSError) as error:
            if attempt == tries - 1 or getattr(error, "code", 503) not in (429, 500, 502, 503, 504):
                raise RuntimeError(f"{URL}: {error}: {error.read().decode() if hasattr(error, 'read') else ''}") from error
            time.sleep(min(2**attempt * 0.25, 10))
            continue
        unjudged = [verdict for verdict in verdicts if verdict["reward"] is None]
        if unjudged:
            raise RuntimeError(f"{len(unjudged)} of {len(verdicts)} cases have no verdict, the first: {unjudged[0]}")
        return [float(verdict["reward"]) for verdict in verdicts]


def compute_score(data_sources, solution_strs, ground_truths, extra_infos, **_):
    return judge([
        {"domain": (info or {}).get("domain", "math"), "pred": solution, **({"tests": json.loads(truth)} if (info or {}).get("domain") == "code" else {"gold": truth})}
        for solution, truth, info in zip(solution_strs, ground_truths, extra_infos)
    ])
