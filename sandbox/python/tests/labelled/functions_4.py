# O(n) O(n)
total = 0
history = []

def add_all(stuff):
    global total
    for thing in stuff:
        total += thing
        history.append(total)
    print("done", total)
    return total

add_all([4, 8, 15, 16])
# ---
# O(n) O(n)|O(1)
class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)

    def is_empty(self):
        return len(self.items) == 0

    def pop(self):
        return self.items.pop()


def reverse_text(txt):
    s = Stack()
    for c in txt:
        s.push(c)
    out = ""
    while not s.is_empty():
        out += s.pop()
    return out

print(reverse_text("stack"))
# ---
# O(n) O(n)|O(log n)
def tree_height(t):
    if t is None:
        return 0
    left, val, right = t
    return 1 + max(tree_height(left), tree_height(right))

tree = ((None, 1, None), 2, ((None, 3, None), 4, None))
print(tree_height(tree))
# ---
# O(n) O(n)|O(log n)
class Node:
    def __init__(self, v):
        self.v = v
        self.l = None
        self.r = None

def count_leaves(root):
    if root is None:
        return 0
    if root.l is None and root.r is None:
        return 1
    return count_leaves(root.l) + count_leaves(root.r)

a = Node(1)
a.l = Node(2)
a.r = Node(3)
a.l.l = Node(4)
print(count_leaves(a))
# ---
# O(n) O(1)
class ListNode:
    def __init__(self, val, next=None):
        self.val = val
        self.next = next

def middle(head):
    slow = head
    fast = head
    while fast and fast.next:
        slow = slow.next
        fast = fast.next.next
    return slow.val

h = ListNode(1, ListNode(2, ListNode(3, ListNode(4, ListNode(5)))))
print(middle(h))
# ---
# O(n^2) O(n)
def bfs_matrix(m, s):
    n = len(m)
    seen = [False] * n
    seen[s] = True
    q = [s]
    order = []
    while q:
        v = q.pop(0)
        order.append(v)
        for w in range(n):
            if m[v][w] == 1 and not seen[w]:
                seen[w] = True
                q.append(w)
    return order

print(bfs_matrix([[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], 0))
# ---
# O(log n) O(1)
def count_ones(x):
    c = 0
    while x:
        c += x & 1
        x >>= 1
    return c

for k in range(5):
    print(k, count_ones(k))
# ---
# O(n) O(1)
def single(nums):
    r = 0
    for q in nums:
        r ^= q
    return r

assert single([2, 3, 2, 5, 3]) == 5
# ---
# O(n) O(1)
from decimal import Decimal

def interest(years):
    money = Decimal("100.00")
    for y in range(years):
        money = (money * Decimal("1.05")).quantize(Decimal("0.01"))
        print("year", y, money)
    return money

interest(5)
# ---
# O(n) O(1)
import math

def exp_series(x, terms):
    s = 0
    for k in range(terms):
        s += x ** k / math.factorial(k)
    return s

print(exp_series(1.0, 10))
# ---
# O(2^n) O(n)
import itertools

def best_subset(weights, limit):
    best = 0
    for r in range(len(weights) + 1):
        for combo in itertools.combinations(weights, r):
            s = sum(combo)
            if s <= limit and s > best:
                best = s
    return best

print(best_subset([3, 5, 8, 2], 11))
# ---
# O(n) O(1)|O(n)
def evens(n):
    i = 0
    while i < n:
        if i % 2 == 0:
            yield i
        i += 1

def sum_evens(n):
    return sum(evens(n))

print(sum_evens(20))
# ---
# O(n) O(n)
def range_sum(pre, l, r):
    def get(i):
        if i < 0:
            return 0
        return pre[i]
    return get(r) - get(l - 1)

def build_pre(a):
    p = []
    s = 0
    for x in a:
        s += x
        p.append(s)
    return p

def answer(a):
    p = build_pre(a)
    return range_sum(p, 1, 2)

print(answer([1, 2, 3, 4]))
# ---
# O(n^2) O(n)
def ways(stairs):
    table = [0] * (stairs + 1)
    table[0] = 1
    for s in range(1, stairs + 1):
        for step in range(1, s + 1):
            table[s] += table[s - step]
    return table[stairs]

print(ways(6))
# ---
# O(n^2) O(n^2)
def pascal_memo(n, k, d={}):
    if k == 0 or k == n:
        return 1
    if (n, k) in d:
        return d[(n, k)]
    d[(n, k)] = pascal_memo(n - 1, k - 1) + pascal_memo(n - 1, k)
    return d[(n, k)]

print(pascal_memo(10, 5))
# ---
# O(n) O(1)|O(n)
def max_window(a, k):
    s = sum(a[:k])
    best = s
    for i in range(k, len(a)):
        s += a[i] - a[i - k]
        if s > best:
            best = s
    return best

print(max_window([1, 9, 2, 8, 3, 7], 3))
# ---
# O(n * m) O(1)
def is_toeplitz(mat):
    for i in range(1, len(mat)):
        for j in range(1, len(mat[0])):
            if mat[i][j] != mat[i - 1][j - 1]:
                return False
    return True

print(is_toeplitz([[1, 2, 3], [5, 1, 2]]))
# ---
# O(n * m) O(n * m)
def spiral(mat):
    res = []
    while mat:
        res += mat.pop(0)
        mat = list(zip(*mat))[::-1]
    return res

print(spiral([[1, 2, 3], [4, 5, 6]]))
# ---
# O(n) O(n)
def first_unique(word):
    from collections import OrderedDict
    d = OrderedDict()
    for c in word:
        d[c] = d.get(c, 0) + 1
    for c, k in d.items():
        if k == 1:
            return c
    return None

print(first_unique("swiss"))
# ---
# O(n log n) O(n)
import heapq

def last_stone(stones):
    h = [-s for s in stones]
    heapq.heapify(h)
    while len(h) > 1:
        a = -heapq.heappop(h)
        b = -heapq.heappop(h)
        if a != b:
            heapq.heappush(h, -(a - b))
    return -h[0] if h else 0

print(last_stone([2, 7, 4, 1, 8, 1]))
# ---
# O(n log n) O(n)
from bisect import bisect_left

def lis_fast(seq):
    tails = []
    for x in seq:
        p = bisect_left(tails, x)
        if p == len(tails):
            tails.append(x)
        else:
            tails[p] = x
    return len(tails)

print(lis_fast([10, 9, 2, 5, 3, 7, 101, 18]))
# ---
# O(log n) O(log n)
def digit_root(n):
    if n < 10:
        return n
    s = 0
    for ch in str(n):
        s += int(ch)
    return digit_root(s)

print(digit_root(98765))
# ---
# O(log n) O(1)
def reverse_number(num):
    rev = 0
    while num > 0:
        rev = rev * 10 + num % 10
        num = num // 10
    return rev

print(reverse_number(1234))
# ---
# O(n) O(n)
def lucas(n, known=None):
    if known is None:
        known = {0: 2, 1: 1}
    if n not in known:
        known[n] = lucas(n - 1, known) + lucas(n - 2, known)
    return known[n]

print([lucas(i) for i in range(10)])
# ---
# O(n!) O(n)|O(n!)
def all_orders(things):
    out = []
    used = [False] * len(things)
    def go(path):
        if len(path) == len(things):
            out.append(path[:])
            return
        for i in range(len(things)):
            if not used[i]:
                used[i] = True
                path.append(things[i])
                go(path)
                path.pop()
                used[i] = False
    go([])
    return out

print(len(all_orders(["a", "b", "c"])))
# ---
# O(n log n) O(n)|O(log n)|O(n log n)
def max_crossing(a):
    if len(a) == 1:
        return a[0]
    m = len(a) // 2
    best_left = best_right = float("-inf")
    s = 0
    for x in reversed(a[:m]):
        s += x
        best_left = max(best_left, s)
    s = 0
    for x in a[m:]:
        s += x
        best_right = max(best_right, s)
    return max(max_crossing(a[:m]), max_crossing(a[m:]), best_left + best_right)

print(max_crossing([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n) O(n) Inventory.report
class Inventory:
    def __init__(self):
        self.stock = {}

    def add(self, name, qty):
        self.stock[name] = self.stock.get(name, 0) + qty

    def report(self):
        lines = []
        for name in self.stock:
            lines.append(name + ": " + str(self.stock[name]))
        return "\n".join(lines)

inv = Inventory()
inv.add("apple", 3)
inv.add("pear", 2)
print(inv.report())
# ---
# O(n^2) O(n)|O(1)
def sort_words(words):
    for i in range(len(words)):
        smallest = min(words[i:])
        j = words.index(smallest, i)
        words[i], words[j] = words[j], words[i]
    return words

print(sort_words(["pear", "fig", "apple"]))
# ---
# O(n) O(1)
def is_valid_bst_list(values, *, strict=True):
    prev = None
    for v in values:
        if prev is not None:
            if strict and v <= prev:
                return False
            if not strict and v < prev:
                return False
        prev = v
    return True

print(is_valid_bst_list([1, 2, 3, 5], strict=True))
# ---
# O(n) O(n)
import asyncio

async def double(x):
    await asyncio.sleep(0)
    return x * 2

async def double_all(nums):
    res = []
    for n in nums:
        res.append(await double(n))
    return res

print(asyncio.run(double_all([1, 2, 3])))
