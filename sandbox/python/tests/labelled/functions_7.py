# O(n) O(n)
def unique_emails(mails):
    good = set()
    for m in mails:
        name, host = m.split("@")
        name = name.split("+")[0].replace(".", "")
        good.add(name + "@" + host)
    return len(good)

print(unique_emails(["a.b@x.com", "ab+1@x.com", "c@y.org"]))
# ---
# O(n) O(1)
def stock(p):
    lowest = p[0]
    profit = 0
    for price in p[1:] if False else p:
        if price < lowest:
            lowest = price
        elif price - lowest > profit:
            profit = price - lowest
    return profit

print(stock([7, 1, 5, 3, 6, 4]))
# ---
# O(n) O(1)
def jump(nums):
    far = 0
    i = 0
    for i, step in enumerate(nums):
        if i > far:
            return False
        far = max(far, i + step)
    return True

print(jump([2, 3, 1, 1, 4]))
# ---
# O(n^2) O(n^2)
def magic(n):
    sq = [[0] * n for _ in range(n)]
    i, j = 0, n // 2
    for k in range(1, n * n + 1):
        sq[i][j] = k
        a, b = (i - 1) % n, (j + 1) % n
        if sq[a][b]:
            a, b = (i + 1) % n, j
        i, j = a, b
    return sq

for r in magic(3):
    print(*r)
# ---
# O(n) O(n)
def to_postfix(expr):
    prec = {"+": 1, "-": 1, "*": 2, "/": 2}
    out = []
    ops = []
    for tok in expr:
        if tok.isalnum():
            out.append(tok)
        elif tok == "(":
            ops.append(tok)
        elif tok == ")":
            while ops and ops[-1] != "(":
                out.append(ops.pop())
            ops.pop()
        else:
            while ops and ops[-1] != "(" and prec.get(ops[-1], 0) >= prec.get(tok, 0):
                out.append(ops.pop())
            ops.append(tok)
    while ops:
        out.append(ops.pop())
    return " ".join(out)

print(to_postfix("a+b*c-d"))
# ---
# O(n) O(n)
fact = lambda n: 1 if n < 2 else n * fact(n - 1)

def show(n):
    print(n, fact(n))
    return fact(n) % 10

show(5)
# ---
# O(n^2) O(1)
def closest_pair(points):
    best = None
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            dx = points[i][0] - points[j][0]
            dy = points[i][1] - points[j][1]
            d = (dx * dx + dy * dy) ** 0.5
            if best is None or d < best:
                best = d
    return best

print(closest_pair([(0, 0), (3, 4), (1, 1)]))
# ---
# O(n log n) O(n)
def fractional(items, cap):
    items = sorted(items, key=lambda it: it[0] / it[1], reverse=True)
    got = 0.0
    for value, weight in items:
        take = min(weight, cap)
        got += value * take / weight
        cap -= take
        if cap == 0:
            break
    return got

print(fractional([(60, 10), (100, 20), (120, 30)], 50))
# ---
# O(n) O(n) Matrix.diagonal
class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def diagonal(self):
        return [self.rows[i][i] for i in range(len(self.rows))]

print(Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]).diagonal())
# ---
# O(n) O(1) Bank.total
class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

class Bank:
    def __init__(self):
        self.accounts = {}

    def open(self, owner, amount):
        self.accounts[owner] = Account(owner, amount)

    def total(self):
        t = 0
        for acc in self.accounts.values():
            t += acc.balance
        return t

b = Bank()
b.open("mia", 50)
b.open("leo", 20)
print(b.total())
# ---
# O(log n) O(1) MinHeap.pop
class MinHeap:
    def __init__(self):
        self.h = []

    def push(self, x):
        self.h.append(x)
        i = len(self.h) - 1
        while i > 0 and self.h[(i - 1) // 2] > self.h[i]:
            p = (i - 1) // 2
            self.h[p], self.h[i] = self.h[i], self.h[p]
            i = p

    def pop(self):
        top = self.h[0]
        last = self.h.pop()
        if self.h:
            self.h[0] = last
            i = 0
            while 2 * i + 1 < len(self.h):
                c = 2 * i + 1
                if c + 1 < len(self.h) and self.h[c + 1] < self.h[c]:
                    c += 1
                if self.h[i] <= self.h[c]:
                    break
                self.h[i], self.h[c] = self.h[c], self.h[i]
                i = c
        return top

heap = MinHeap()
for v in (5, 3, 8):
    heap.push(v)
print(heap.pop())
# ---
# O(n) O(n) Graph.bfs
class Graph:
    def __init__(self):
        self.adj = {}

    def add_edge(self, u, v):
        self.adj.setdefault(u, []).append(v)
        self.adj.setdefault(v, []).append(u)

    def bfs(self, s):
        seen = {s}
        queue = [s]
        for u in queue:
            for v in self.adj[u]:
                if v not in seen:
                    seen.add(v)
                    queue.append(v)
        return queue

g = Graph()
g.add_edge(1, 2)
g.add_edge(2, 3)
print(g.bfs(1))
# ---
# O(n) O(n)|O(log n)
def mirror(tree):
    if tree is None:
        return None
    value, left, right = tree
    return (value, mirror(right), mirror(left))

print(mirror((1, (2, None, None), (3, (4, None, None), None))))
# ---
# O(n) O(n)|O(log n)
class Tree:
    def __init__(self, val):
        self.val = val
        self.children = []

def total(node):
    s = node.val
    for c in node.children:
        s += total(c)
    return s

r = Tree(1)
r.children.append(Tree(2))
r.children.append(Tree(3))
print(total(r))
# ---
# O(n) O(1)
class DNode:
    def __init__(self, v):
        self.v = v
        self.prev = None
        self.next = None

def is_pal(first):
    last = first
    while last.next:
        last = last.next
    while first is not last and last.next is not first:
        if first.v != last.v:
            return False
        first = first.next
        last = last.prev
    return True

a, b, c = DNode(1), DNode(2), DNode(1)
a.next = b; b.prev = a; b.next = c; c.prev = b
print(is_pal(a))
# ---
# O(n * m) O(n * m)|O(n)|O(m)
def distinct_subseq(s, t):
    dp = [[0] * (len(t) + 1) for _ in range(len(s) + 1)]
    for i in range(len(s) + 1):
        dp[i][0] = 1
    for i in range(1, len(s) + 1):
        for j in range(1, len(t) + 1):
            dp[i][j] = dp[i - 1][j]
            if s[i - 1] == t[j - 1]:
                dp[i][j] += dp[i - 1][j - 1]
    return dp[len(s)][len(t)]

print(distinct_subseq("rabbbit", "rabbit"))
# ---
# O(n^2) O(n)
def perfect_squares(n):
    dp = [0] + [n] * n
    for i in range(1, n + 1):
        for j in range(1, i + 1):
            if j * j <= i:
                dp[i] = min(dp[i], dp[i - j * j] + 1)
    return dp[n]

print(perfect_squares(12))
# ---
# O(n) O(n)
def robots(n):
    def helper(k, seen):
        if k <= 0:
            return 0
        if k in seen:
            return seen[k]
        seen[k] = helper(k - 1, seen) + helper(k - 3, seen) + 1
        return seen[k]
    return helper(n, {})

print(robots(10))
# ---
# O(2^n) O(n)
def target_sum(nums, goal):
    def walk(i, total):
        if i == len(nums):
            return 1 if total == goal else 0
        return walk(i + 1, total + nums[i]) + walk(i + 1, total - nums[i])
    return walk(0, 0)

print(target_sum([1, 1, 1, 1, 1], 3))
# ---
# O(n!) O(n)
from itertools import permutations

def smallest_arrangement(digits):
    best = None
    for p in permutations(digits):
        if p[0] == 0:
            continue
        if best is None or p < best:
            best = p
    return best

print(smallest_arrangement([3, 1, 2]))
# ---
# O(n log n) O(n)|O(log n)
def count_smaller(nums):
    from bisect import insort, bisect_left
    def merge_count(lo, hi):
        if hi - lo < 2:
            return 0
        m = (lo + hi) // 2
        c = merge_count(lo, m) + merge_count(m, hi)
        i = lo
        for j in range(m, hi):
            while i < m and nums[i] <= nums[j]:
                i += 1
            c += m - i
        nums[lo:hi] = sorted(nums[lo:hi])
        return c
    return merge_count(0, len(nums))

print(count_smaller([5, 2, 6, 1]))
# ---
# O(log n) O(1)
def hamming(x, y):
    z = x ^ y
    d = 0
    while z:
        z &= z - 1
        d += 1
    return d

print(hamming(1, 4))
# ---
# O(log n) O(log n)
def to_hex(n):
    digits = "0123456789abcdef"
    s = ""
    while n > 0:
        s = digits[n % 16] + s
        n //= 16
    return s or "0"

print(to_hex(255))
# ---
# O(n) O(n)
from decimal import Decimal
def receipt(prices):
    total = Decimal("0")
    lines = []
    for p in prices:
        d = Decimal(str(p))
        total += d
        lines.append(f"{d:>8}")
    lines.append("=" * 8)
    lines.append(f"{total:>8}")
    return "\n".join(lines)

print(receipt([1.5, 2.25, 3.1]))
# ---
# O(n * m) O(n)|O(n * m)
def longest_common_prefix(words):
    if not words:
        return ""
    pre = words[0]
    for w in words:
        while not w.startswith(pre):
            pre = pre[:-1]
    return pre

print(longest_common_prefix(["flower", "flow", "flight"]))
# ---
# O(n) O(1)
def clock(n):
    secs = 0
    for h in range(n):
        for m in range(60):
            for s in (0, 15, 30, 45):
                secs += 1
    return secs

print(clock(2))
# ---
# O(n log n) O(n)
def histogram(data):
    freq = {}
    for d in data:
        freq.setdefault(d, []).append(1)
    for k in sorted(freq)[:5]:
        print(k, "#" * len(freq[k]))
    return {k: len(v) for k, v in freq.items()}

histogram([1, 1, 2, 3, 3, 3])
# ---
# O(n^2) O(n)
def reverse_words_slow(sentence):
    result = []
    for w in sentence.split():
        result.insert(0, w)
    return " ".join(result)

print(reverse_words_slow("the quick brown fox"))
# ---
# O(n) O(1)
from itertools import accumulate, takewhile

def below(nums, cap):
    return sum(1 for _ in takewhile(lambda t: t < cap, accumulate(nums)))

print(below([1, 2, 3, 4], 7))
# ---
# O(n^2) O(1)
def bubble(a):
    n = len(a)
    for i in range(n):
        for j in range(0, n - i - 1):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]

data = [5, 2, 9, 1]
bubble(data)
print(data)
