"""Golden file of a small convolutional network: conv, batch norm, ReLU, max and average pool, linear.

usage: python3 convnet.py OUT.safetensors SEED

The file holds `weight.*` (buffers too); `images` [steps, N, C, H, W] and `labels` [steps, N]; from the first batch
in training mode `logits`, `loss`, `grad.*`, in evaluation mode `eval_logits`; after all steps of SGD with momentum
`sgd.*` and `sgd_losses`.
"""

import copy
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

STEPS = 10


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 12, 3, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(12)
        self.linear = nn.Linear(12 * 2 * 2, 10)

    def forward(self, x):  # [N, 3, 16, 16]
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)  # [N, 8, 8, 8]
        x = F.avg_pool2d(F.relu(self.norm2(self.conv2(x))), 2)  # [N, 12, 2, 2]
        return self.linear(x.flatten(1))


def main():
    path, seed = sys.argv[1], int(sys.argv[2])
    torch.manual_seed(seed)
    model = ConvNet()
    with torch.no_grad():
        for norm in (model.norm1, model.norm2):
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(0, 0.3)
            norm.running_mean.normal_(0, 0.3)
            norm.running_var.uniform_(0.5, 2)
    images = torch.randn(STEPS, 6, 3, 16, 16)
    labels = torch.randint(10, (STEPS, 6))
    golden = {"images": images, "labels": labels}

    def add(prefix, named):
        golden.update({f"{prefix}.{name}": value.detach().clone() for name, value in named})

    add("weight", model.state_dict().items())
    golden["eval_logits"] = copy.deepcopy(model).eval()(images[0]).detach()
    first = copy.deepcopy(model)
    logits = first(images[0])
    loss = F.cross_entropy(logits, labels[0], label_smoothing=0.1)
    loss.backward()
    golden["logits"], golden["loss"] = logits.detach(), loss.detach()
    add("grad", ((name, p.grad) for name, p in first.named_parameters()))

    sgd = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=0.01, nesterov=True)
    losses = []
    for step in range(STEPS):
        loss = F.cross_entropy(model(images[step]), labels[step])
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses.append(loss.detach())
    golden["sgd_losses"] = torch.stack(losses)
    add("sgd", model.state_dict().items())
    save_file(golden, path)


main()
