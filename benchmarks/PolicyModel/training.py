"""The same model and the same step in PyTorch, one thread, for TrainingRatio.cs. For each line on standard input one round; prints its
processor seconds. Arguments: vocabulary hidden inner layers heads kv rows context completion steps."""
import math
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(0)
V, H, I, LAYERS, HEADS, KV, ROWS, CONTEXT, COMPLETION, STEPS = map(int, sys.argv[1:])
D = H // HEADS
S = CONTEXT + COMPLETION - 1
sdpa = getattr(F, "scaled_dot_product_attention", None)


class Norm(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(n))

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * self.weight


def linear(i, o):
    return torch.nn.Linear(i, o, bias=False)


def rotate(x, cosine, sine):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cosine - b * sine, b * cosine + a * sine], -1)


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = Norm(H), Norm(H)
        self.q, self.k, self.v, self.o = linear(H, H), linear(H, KV * D), linear(H, KV * D), linear(H, H)
        self.gate, self.up, self.down = linear(H, I), linear(H, I), linear(I, H)

    def forward(self, x, cosine, sine, mask):
        b, s, _ = x.shape
        n = self.n1(x)
        q = rotate(self.q(n).view(b, s, HEADS, D).transpose(1, 2), cosine, sine)
        k = rotate(self.k(n).view(b, s, KV, D).transpose(1, 2), cosine, sine).repeat_interleave(HEADS // KV, 1)
        v = self.v(n).view(b, s, KV, D).transpose(1, 2).repeat_interleave(HEADS // KV, 1)
        if sdpa is not None:
            y = sdpa(q, k, v, is_causal=True)
        else:
            y = torch.softmax(q @ k.transpose(2, 3) * (1 / math.sqrt(D)) + mask, -1) @ v
        x = x + self.o(y.transpose(1, 2).reshape(b, s, H))
        n = self.n2(x)
        return x + self.down(F.silu(self.gate(n)) * self.up(n))


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(V, H)
        torch.nn.init.normal_(self.embedding.weight, std=1 / math.sqrt(H))
        self.blocks = torch.nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = Norm(H)
        position = torch.arange(S, dtype=torch.float32)[:, None]
        angle = position * 10000.0 ** (-torch.arange(D // 2, dtype=torch.float32) * 2 / D)
        self.cosine, self.sine = angle.cos(), angle.sin()
        self.mask = torch.full((S, S), -math.inf).triu(1)

    def forward(self, ids):
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, self.cosine, self.sine, self.mask)
        return self.norm(x)


model = Model()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.0)
rows = torch.randint(0, V, (ROWS, S + 1))


def step():
    states = model(rows[:, :-1])[:, CONTEXT - 1:].reshape(-1, H)
    log_probs = F.log_softmax(states @ model.embedding.weight.T, -1)
    loss = -log_probs.gather(1, rows[:, CONTEXT:].reshape(-1, 1)).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss


for _ in range(3):
    step()
blas = sorted({line.split("/")[-1].strip() for line in open("/proc/self/maps") if "blas" in line or "mkl" in line})
print("torch", torch.__version__, "with", ", ".join(blas), flush=True)
for _ in sys.stdin:
    before = time.process_time()
    for _ in range(STEPS):
        step()
    print(time.process_time() - before, flush=True)
