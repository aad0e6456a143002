# O(1) ?
a = float(input("Side a: "))
b = float(input("Side b: "))
c = float(input("Side c: "))
if a + b <= c or a + c <= b or b + c <= a:
    print("Not a triangle")
elif a == b and b == c:
    print("Equilateral")
elif a == b or b == c or a == c:
    print("Isosceles")
else:
    print("Scalene")
# ---
# O(n) ?
n = int(input("How many numbers? "))
total = 0
highest = None
for i in range(n):
    x = int(input())
    total += x
    if highest is None or x > highest:
        highest = x
if n > 0:
    print("Average:", total / n)
    print("Highest:", highest)
else:
    print("No numbers")
# ---
# O(log n) ?
number = int(input("Give a number: "))
steps = 0
bits = []
while number > 0:
    bits.append(str(number % 2))
    number = number // 2
    steps = steps + 1
bits.reverse()
print("".join(bits))
print("It took", steps, "steps")
# ---
# O(sqrt(n)) ?
def main():
    n = int(input("Number to factorise: "))
    factors = []
    p = 2
    while p * p <= n:
        while n % p == 0:
            factors.append(p)
            n = n // p
        p += 1
    if n > 1:
        factors.append(n)
    print(*factors, sep=" x ")

main()
# ---
# O(n) ?
# keep asking until the user types 'stop'
scores = []
answer = input("Score (or stop): ")
while answer != "stop":
    scores.append(int(answer))
    answer = input("Score (or stop): ")
passed = 0
for s in scores:
    if s >= 6:
        passed += 1
print(passed, "of", len(scores), "passed")
# ---
# O(n log n) ?
numbers = list(map(int, input().split()))
numbers.sort()
k = len(numbers)
if k % 2 == 1:
    print(numbers[k // 2])
else:
    print((numbers[k // 2 - 1] + numbers[k // 2]) / 2)
# ---
# O(n^2) ?
height = int(input("Height: "))
for i in range(1, height + 1):
    for j in range(height - i):
        print(" ", end="")
    for j in range(2 * i - 1):
        print("*", end="")
    print()
# ---
# O(n^2) ?
n = int(input())
names = []
duplicates = 0
for _ in range(n):
    name = input().strip()
    if name in names:
        duplicates += 1
        print("Already have", name)
    else:
        names.append(name)
print(len(names), "unique names,", duplicates, "duplicates")
# ---
# O(n) ?
text = input("Sentence: ")
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
best = ""
for word in counts:
    if best == "" or counts[word] > counts[best]:
        best = word
print(best, counts.get(best))
# ---
# O(nm)|O(n^2) ?
# minesweeper: how many mines are around every field
rows, cols = map(int, input().split())
board = []
for r in range(rows):
    board.append(input())

for r in range(rows):
    for c in range(cols):
        if board[r][c] == "*":
            print("*", end="")
            continue
        around = 0
        for dr in [-1, 0, 1]:
            for dc in [-1, 0, 1]:
                rr = r + dr
                cc = c + dc
                if 0 <= rr < rows and 0 <= cc < cols and board[rr][cc] == "*":
                    around += 1
        print(around, end="")
    print()
# ---
# O(n + m) ?
from collections import deque


def read_graph():
    n, m = map(int, input().split())
    adj = [[] for _ in range(n)]
    for _ in range(m):
        u, v = map(int, input().split())
        adj[u].append(v)
        adj[v].append(u)
    return adj


def distances(adj, start):
    dist = [-1] * len(adj)
    dist[start] = 0
    queue = deque([start])
    while queue:
        u = queue.popleft()
        for v in adj[u]:
            if dist[v] == -1:
                dist[v] = dist[u] + 1
                queue.append(v)
    return dist


if __name__ == "__main__":
    graph = read_graph()
    for node, d in enumerate(distances(graph, 0)):
        print(node, d)
# ---
# O(2^n) ?
weights = [int(w) for w in input().split()]
limit = int(input())

def best_load(i, room):
    if i == len(weights):
        return 0
    skip = best_load(i + 1, room)
    if weights[i] > room:
        return skip
    take = weights[i] + best_load(i + 1, room - weights[i])
    return max(skip, take)

print(best_load(0, limit))
# ---
# O(n^3) ?
n = int(input("n = "))
count = 0
for a in range(1, n + 1):
    for b in range(a, n + 1):
        for c in range(b, n + 1):
            if a ** 2 + b ** 2 == c ** 2:
                print(a, b, c)
                count += 1
print(count, "triples")
# ---
# O(nm) ?
# 0/1 knapsack: n items, capacity W
n, W = map(int, input().split())
w = []
v = []
for i in range(n):
    wi, vi = map(int, input().split())
    w.append(wi)
    v.append(vi)
dp = [0] * (W + 1)
for i in range(n):
    for cap in range(W, w[i] - 1, -1):
        if dp[cap - w[i]] + v[i] > dp[cap]:
            dp[cap] = dp[cap - w[i]] + v[i]
print(dp[W])
# ---
# O(n!) ?
letters = input("Letters: ")
used = [False] * len(letters)
current = []

def build():
    if len(current) == len(letters):
        print("".join(current))
        return
    for i in range(len(letters)):
        if not used[i]:
            used[i] = True
            current.append(letters[i])
            build()
            current.pop()
            used[i] = False

build()
