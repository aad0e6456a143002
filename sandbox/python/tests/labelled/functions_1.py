# O(1) O(1)
def first_and_last(items):
    return items[0], items[-1]
print(first_and_last([4, 8, 15]))
# ---
# O(1) O(1)
def triangular(n):
    return n * (n + 1) // 2
print(triangular(10))
# ---
# O(log n) O(1)
def binary_search(nums, target):
    lo, hi = 0, len(nums) - 1
    while lo <= hi:
        mid = (lo + hi) // 2
        if nums[mid] == target:
            return mid
        if nums[mid] < target:
            lo = mid + 1
        else:
            hi = mid - 1
    return -1
print(binary_search([1, 3, 5, 7, 9], 7))
# ---
# O(log n) O(1)
def count_digits(n):
    digits = 0
    while n > 0:
        n //= 10
        digits += 1
    return digits
print(count_digits(12345))
# ---
# O(log n) O(log n)
def power(base, exp):
    if exp == 0:
        return 1
    half = power(base, exp // 2)
    if exp % 2 == 0:
        return half * half % 1000007
    return half * half * base % 1000007
print(power(3, 13))
# ---
# O(log n) O(1)
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a
print(gcd(48, 18))
# ---
# O(sqrt n) O(1)
def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True
print(is_prime(97))
# ---
# O(sqrt n) O(sqrt n)
def divisors(n):
    small, large = [], []
    i = 1
    while i * i <= n:
        small.append(i)
        if n % i == 0:
            large.append(n // i)
        i += 1
    return small, large
print(divisors(36))
# ---
# O(n) O(1)
def maximum(values):
    best = values[0]
    for v in values:
        if v > best:
            best = v
    return best
print(maximum([3, 9, 2]))
# ---
# O(n) O(n)
def two_sum(nums, target):
    seen = {}
    for i, x in enumerate(nums):
        if target - x in seen:
            return seen[target - x], i
        seen[x] = i
    return None
print(two_sum([2, 7, 11, 15], 9))
# ---
# O(n) O(1)
def is_palindrome(s):
    i, j = 0, len(s) - 1
    while i < j:
        if s[i] != s[j]:
            return False
        i += 1
        j -= 1
    return True
print(is_palindrome("racecar"))
# ---
# O(n) O(n)
def reverse_words(sentence):
    return " ".join(reversed(sentence.split()))
print(reverse_words("the quick brown fox"))
# ---
# O(n) O(n)
def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)
print(factorial(5))
# ---
# O(n) O(1)
def fib_iter(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, (a + b) % 1000000007
    return a
print(fib_iter(20))
# ---
# O(n) O(n)
from functools import lru_cache
@lru_cache(maxsize=None)
def fib_memo(n):
    if n < 2:
        return n
    return fib_memo(n - 1) + fib_memo(n - 2)
print(fib_memo(20))
# ---
# O(n) O(n)
def climb(n, memo=None):
    if memo is None:
        memo = {}
    if n in memo:
        return memo[n]
    if n <= 2:
        return n
    memo[n] = climb(n - 1, memo) + climb(n - 2, memo)
    return memo[n]
print(climb(10))
# ---
# O(n) O(n)
def next_greater(nums):
    result = [-1] * len(nums)
    stack = []
    for i in range(len(nums)):
        while stack and nums[stack[-1]] < nums[i]:
            result[stack.pop()] = nums[i]
        stack.append(i)
    return result
print(next_greater([2, 1, 2, 4, 3]))
# ---
# O(n) O(1)
def max_subarray(nums):
    best = cur = nums[0]
    for x in nums[1:2]:
        best = max(best, x)
    for i in range(1, len(nums)):
        cur = max(nums[i], cur + nums[i])
        best = max(best, cur)
    return best
print(max_subarray([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n) O(1)
def count_up(n):
    def numbers(m):
        for i in range(m):
            yield i * i
    return sum(x for x in numbers(n))
print(count_up(10))
# ---
# O(n) O(n)
def longest_unique(s):
    seen = {}
    start = best = 0
    for i, c in enumerate(s):
        if c in seen and seen[c] >= start:
            start = seen[c] + 1
        seen[c] = i
        best = max(best, i - start + 1)
    return best
print(longest_unique("abcabcbb"))
# ---
# O(n) O(n)
def valid_brackets(s):
    pairs = {")": "(", "]": "[", "}": "{"}
    stack = []
    for c in s:
        if c in "([{":
            stack.append(c)
        elif not stack or stack.pop() != pairs[c]:
            return False
    return not stack
print(valid_brackets("([]{})"))
# ---
# O(n) O(n)
def counting_sort(nums):
    counts = [0] * 100
    for x in nums:
        counts[x] += 1
    out = []
    for value, c in enumerate(counts):
        out.extend([value] * c)
    return out
print(counting_sort([5, 3, 9, 3]))
# ---
# O(n) O(n)
from collections import deque
def rotate(items, k):
    d = deque(items)
    for _ in range(k % len(items)):
        d.append(d.popleft())
    return list(d)
print(rotate([1, 2, 3, 4, 5], 2))
# ---
# O(n log n) O(n)
def merge_sort(a):
    if len(a) <= 1:
        return a
    mid = len(a) // 2
    left, right = merge_sort(a[:mid]), merge_sort(a[mid:])
    out, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    return out + left[i:] + right[j:]
print(merge_sort([5, 2, 9, 1]))
# ---
# O(n log n) O(n)
import heapq
def heap_sort(items):
    h = []
    for x in items:
        heapq.heappush(h, x)
    return [heapq.heappop(h) for _ in range(len(h))]
print(heap_sort([5, 2, 9, 1]))
# ---
# O(n log n) O(n)
def has_duplicates_sorted(nums):
    s = sorted(nums)
    for i in range(1, len(s)):
        if s[i] == s[i - 1]:
            return True
    return False
print(has_duplicates_sorted([5, 2, 9, 1]))
# ---
# O(n log n) O(1)
def log_loop(n):
    total = 0
    for i in range(1, n + 1):
        j = i
        while j > 0:
            total += 1
            j //= 2
    return total
print(log_loop(10))
# ---
# O(n log n) O(1)
def harmonic(n):
    total = 0
    for i in range(1, n + 1):
        for j in range(i, n + 1, i):
            total += 1
    return total
print(harmonic(10))
# ---
# O(n log n) O(n)
import bisect
def lis(nums):
    tails = []
    for x in nums:
        i = bisect.bisect_left(tails, x)
        if i == len(tails):
            tails.append(x)
        else:
            tails[i] = x
    return len(tails)
print(lis([10, 9, 2, 5, 3, 7, 101, 18]))
# ---
# O(n^2) O(1)
def bubble_sort(arr):
    n = len(arr)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if arr[j] > arr[j + 1]:
                arr[j], arr[j + 1] = arr[j + 1], arr[j]
                swapped = True
        if not swapped:
            break
    return arr
print(bubble_sort([5, 2, 9, 1]))
# ---
# O(n^2) O(1)
def insertion_sort(arr):
    for i in range(1, len(arr)):
        key = arr[i]
        j = i - 1
        while j >= 0 and arr[j] > key:
            arr[j + 1] = arr[j]
            j -= 1
        arr[j + 1] = key
    return arr
print(insertion_sort([5, 2, 9, 1]))
# ---
# O(n^2) O(n)
def unique(items):
    out = []
    for x in items:
        if x not in out:
            out.append(x)
    return out
print(unique([3, 1, 3, 2]))
# ---
# O(n^2) O(1)
def drain_front(queue):
    total = 0
    while queue:
        total += queue.pop(0)
    return total
print(drain_front([3, 1, 3, 2]))
# ---
# O(n^2) O(n)|O(n^2)
def quick_sort(arr):
    if len(arr) <= 1:
        return arr
    pivot = arr[0]
    left = [x for x in arr[1:] if x < pivot]
    right = [x for x in arr[1:] if x >= pivot]
    return quick_sort(left) + [pivot] + quick_sort(right)
print(quick_sort([5, 2, 9, 1]))
# ---
# O(n^2) O(n^2)
def multiplication_table(n):
    table = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(i * j)
        table.append(row)
    return table
print(multiplication_table(4))
# ---
# O(n^2) O(1)
def count_pairs(nums, target):
    count = 0
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                count += 1
    return count
print(count_pairs([1, 5, 3, 2], 6))
# ---
# O(n^2) O(n)|O(n^2)
def reverse_string(s):
    if s == "":
        return ""
    return reverse_string(s[1:]) + s[0]
print(reverse_string("hello"))
# ---
# O(n^2) O(n)
def prefix_sums_slow(nums):
    return [sum(nums[: i + 1]) for i in range(len(nums))]
print(prefix_sums_slow([1, 2, 3]))
# ---
# O(n^2) O(1)
def longest_palindrome_length(s):
    best = 0
    for c in range(len(s)):
        for l, r in ((c, c), (c, c + 1)):
            while l >= 0 and r < len(s) and s[l] == s[r]:
                l -= 1
                r += 1
            best = max(best, r - l - 1)
    return best
print(longest_palindrome_length("babad"))
# ---
# O(n^2) O(n)
def lis_quadratic(nums):
    best = [1] * len(nums)
    for i in range(len(nums)):
        for j in range(i):
            if nums[j] < nums[i]:
                best[i] = max(best[i], best[j] + 1)
    return max(best)
print(lis_quadratic([10, 9, 2, 5, 3, 7]))
# ---
# O(n^2) O(n^2)
def transpose(matrix):
    n = len(matrix)
    out = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            out[j][i] = matrix[i][j]
    return out
print(transpose([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
# ---
# O(n^2 log n) O(n)
def sort_every_prefix(nums):
    medians = []
    for i in range(len(nums)):
        part = sorted(nums[: i + 1], key=lambda x: -x)
        medians.append(part[len(part) // 2])
    return medians
print(sort_every_prefix([5, 2, 9, 1]))
# ---
# O(n^3) O(n^2)
def multiply(a, b):
    n = len(a)
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j] += a[i][k] * b[k][j]
    return c
print(multiply([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
# ---
# O(n^3) O(1)
def triplets(nums):
    found = 0
    n = len(nums)
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                if nums[i] + nums[j] + nums[k] == 0:
                    found += 1
    return found
print(triplets([-1, 0, 1, 2, -1, -4]))
# ---
# O(n^3) O(n^2)
def floyd_warshall(dist):
    n = len(dist)
    d = [row[:] for row in dist]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                d[i][j] = min(d[i][j], d[i][k] + d[k][j])
    return d
print(floyd_warshall([[0, 3, 8], [3, 0, 2], [8, 2, 0]]))
# ---
# O(2^n) O(n)
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
print(fib(10))
# ---
# O(2^n) O(2^n)
def subsets(nums):
    result = [[]]
    for x in nums:
        result += [s + [x] for s in result]
    return result
print(subsets([1, 2, 3]))
# ---
# O(2^n) O(n)
def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(5))
# ---
# O(2^n) O(n)
def subset_sum(nums, target, i=0):
    if i == len(nums):
        return target == 0
    return subset_sum(nums, target - nums[i], i + 1) or subset_sum(nums, target, i + 1)
print(subset_sum([3, 34, 4, 12], 9))
# ---
# O(n!) O(n!)
def permutations(items):
    if len(items) <= 1:
        return [items]
    out = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            out.append([items[i]] + rest)
    return out
print(permutations([1, 2, 3]))
# ---
# O(n * m) O(n * m)
def lcs(a, b):
    dp = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            if a[i - 1] == b[j - 1]:
                dp[i][j] = dp[i - 1][j - 1] + 1
            else:
                dp[i][j] = max(dp[i - 1][j], dp[i][j - 1])
    return dp[-1][-1]
print(lcs("abcde", "ace"))
# ---
# O(n * m) O(n)
def coin_ways(coins, amount):
    ways = [1] + [0] * amount
    for c in coins:
        for a in range(c, amount + 1):
            ways[a] += ways[a - c]
    return ways[amount]
print(coin_ways([1, 2, 5], 11))
# ---
# O(n * m) O(1)
def grid_sum(grid):
    total = 0
    for r in range(len(grid)):
        for c in range(len(grid[0])):
            total += grid[r][c]
    return total
print(grid_sum([[1, 2, 3], [4, 5, 6]]))
# ---
# O(n + m) O(n + m)
def merge(a, b):
    out, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i]); i += 1
        else:
            out.append(b[j]); j += 1
    out.extend(a[i:])
    out.extend(b[j:])
    return out
print(merge([1, 3, 5], [2, 4, 6, 8]))
# ---
# O(n + m) O(n)
def bfs(graph, start):
    seen = {start}
    queue = deque([start])
    order = []
    while queue:
        v = queue.popleft()
        order.append(v)
        for w in graph[v]:
            if w not in seen:
                seen.add(w)
                queue.append(w)
    return order
from collections import deque
print(bfs({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, "a"))
# ---
# O(n + m) O(n)
def dfs(graph, node, visited=None):
    if visited is None:
        visited = set()
    visited.add(node)
    for nxt in graph[node]:
        if nxt not in visited:
            dfs(graph, nxt, visited)
    return visited
print(dfs({0: [1, 2], 1: [2], 2: [0, 3], 3: [3]}, 2))
# ---
# O(n * m) O(1)
def common_slow(a, b):
    count = 0
    for x in a:
        if x in b:
            count += 1
    return count
print(common_slow([1, 2, 3], [2, 3, 4, 5]))
# ---
# O(n + m) O(n)
def common_fast(a, b):
    lookup = set(b)
    return sum(1 for x in a if x in lookup)
print(common_fast([1, 2, 3], [2, 3, 4, 5]))
# ---
# O(n log m) O(1)
def count_present(queries, table):
    hits = 0
    for q in queries:
        lo, hi = 0, len(table)
        while lo < hi:
            mid = (lo + hi) // 2
            if table[mid] < q:
                lo = mid + 1
            else:
                hi = mid
        if lo < len(table) and table[lo] == q:
            hits += 1
    return hits
print(count_present([3, 8, 1], [1, 2, 3, 5, 9]))
# ---
# O(n) O(n)
def sieve_like(words):
    groups = {}
    for w in words:
        groups.setdefault(len(w), []).append(w)
    return groups
print(sieve_like(["one", "three", "six"]))
