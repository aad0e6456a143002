# O(1) O(1)
# Week 1 - leap year
def is_leap_year(year):
    if year % 400 == 0:
        return True
    elif year % 100 == 0:
        return False
    elif year % 4 == 0:
        return True
    else:
        return False


print(is_leap_year(2000))
print(is_leap_year(1900))
print(is_leap_year(2024))
# ---
# O(1) O(1) make_change
COINS = [200, 100, 50, 20, 10, 5, 2, 1]

def to_cents(euros):
    return round(euros * 100)

def make_change(amount):
    """Prints how many of each coin you need."""
    cents = to_cents(amount)
    for coin in COINS:
        how_many = cents // coin
        cents = cents % coin
        if how_many > 0:
            print(how_many, "x", coin)

make_change(3.87)
make_change(0.99)
# ---
# O(1) O(1)
def grade(score):
    if score >= 90 and score <= 100:
        letter = "A"
    elif score >= 80 and score < 90:
        letter = "B"
    elif score >= 70 and score < 80:
        letter = "C"
    elif score >= 60 and score < 70:
        letter = "D"
    else:
        letter = "F"
    return letter

print(grade(91))
print(grade(45))
# ---
# O(n) O(1)
def sum_multiples(n):
    total = 0
    i = 1
    while i < n:
        if i % 3 == 0 or i % 5 == 0:
            total = total + i
        i = i + 1
    return total

print(sum_multiples(10))
print(sum_multiples(20))
# ---
# O(1) O(1) sum_first
# exercise 2.4: the same thing but without a loop
def sum_first(n: int) -> int:
    return n * (n + 1) // 2

def sum_odd(n: int) -> int:
    k = (n + 1) // 2
    return k ** 2

print(sum_first(100), sum_odd(9))
# ---
# O(log n) O(1)
def digit_sum(number):
    s = 0
    number = abs(number)
    while number != 0:
        digit = number % 10
        s += digit
        number //= 10
    return s

print(digit_sum(12345))
print(digit_sum(-99))
# ---
# O(log n) O(1) is_palindrome_number
def reverse_number(x):
    rev = 0
    while x > 0:
        rev = rev * 10 + x % 10
        x = x // 10
    return rev

def is_palindrome_number(x):
    if reverse_number(x) == x:
        return True
    else:
        return False

print(is_palindrome_number(12321))
print(is_palindrome_number(123))
# ---
# O(sqrt(n)) O(1)
def is_prime(n):
    if n < 2:
        return False
    if n == 2:
        return True
    if n % 2 == 0:
        return False
    i = 3
    while i * i <= n:
        if n % i == 0:
            return False
        i += 2
    return True

for k in [1, 2, 9, 97]:
    print(k, is_prime(k))
# ---
# O(sqrt(n)) O(1)
import math

def is_perfect(num):
    if num <= 1:
        return False
    som = 1  # 1 is always a divisor
    for d in range(2, math.isqrt(num) + 1):
        if num % d == 0:
            som += d
            if d != num // d:
                som += num // d
    return som == num

print(is_perfect(28))
print(is_perfect(30))
# ---
# O(n) O(n)|O(sqrt(n))
def get_divisors(n):
    divisors = []
    for i in range(1, n + 1):
        if n % i == 0:
            divisors.append(i)
    return divisors

print(get_divisors(12))
print(get_divisors(13))
# ---
# O(n^2) O(n)
# week 3 assignment: all primes up to n
def primes_up_to(n):
    result = []
    for num in range(2, n + 1):
        prime = True
        for d in range(2, num):
            if num % d == 0:
                prime = False
        if prime == True:
            result.append(num)
    return result

print(primes_up_to(30))
# ---
# O(n^2) O(1)
def print_table(n):
    for row in range(1, n + 1):
        for col in range(1, n + 1):
            print(row * col, end="\t")
        print()

print_table(5)
# ---
# O(n) O(1)
def count_vowels(text):
    vowels = ["a", "e", "i", "o", "u"]
    counter = 0
    for letter in text:
        if letter.lower() in vowels:
            counter = counter + 1
    return counter

print(count_vowels("Programming is FUN"))
# ---
# O(n) O(n)
def isPalindrome(word):
    word = word.lower().replace(" ", "")
    return word == word[::-1]

print(isPalindrome("Never odd or even"))
print(isPalindrome("Hello"))
# ---
# O(n) O(1)
def is_palindrome(s: str) -> bool:
    left, right = 0, len(s) - 1
    while left < right:
        # skip everything that is not a letter or digit
        while left < right and not s[left].isalnum():
            left += 1
        while left < right and not s[right].isalnum():
            right -= 1
        if s[left].lower() != s[right].lower():
            return False
        left += 1
        right -= 1
    return True


print(is_palindrome("A man, a plan, a canal: Panama"))
print(is_palindrome("race a car"))
# ---
# O(n)|O(n^2) O(n)
def caesar(message, shift):
    result = ""
    for ch in message:
        if ch.isupper():
            result += chr((ord(ch) - 65 + shift) % 26 + 65)
        elif ch.islower():
            result += chr((ord(ch) - 97 + shift) % 26 + 97)
        else:
            result += ch
    return result

secret = caesar("Hello, World!", 3)
print(secret)
print(caesar(secret, -3))
# ---
# O(n^2) O(n)
def remove_duplicates(lst):
    new_list = []
    for element in lst:
        if element not in new_list:
            new_list.append(element)
    return new_list

print(remove_duplicates([1, 2, 2, 3, 1, 4]))
# ---
# O(n^2) O(1)
def most_common(numbers):
    best = numbers[0]
    best_count = 0
    for n in numbers:
        c = numbers.count(n)
        if c > best_count:
            best = n
            best_count = c
    return best

print(most_common([4, 1, 2, 4, 4, 1]))
# ---
# O(n log n) O(n)
def are_anagrams(a, b):
    if len(a) != len(b):
        return False
    list_a = sorted(a)
    list_b = sorted(b)
    for i in range(len(list_a)):
        if list_a[i] != list_b[i]:
            return False
    return True

print(are_anagrams("listen", "silent"))
print(are_anagrams("abc", "abd"))
# ---
# O(n) O(1)
def second_largest(a):
    first = float("-inf")
    second = float("-inf")
    for x in a:
        if x > first:
            second = first
            first = x
        elif x > second and x != first:
            second = x
    if second == float("-inf"):
        return None
    return second

print(second_largest([3, 9, 2, 9, 5]))
print(second_largest([1, 1]))
# ---
# O(n^2) O(n)
def running_average(temperatures):
    averages = []
    for i in range(len(temperatures)):
        part = temperatures[:i + 1]
        averages.append(sum(part) / len(part))
    return averages

print(running_average([10, 20, 30, 40]))
# ---
# O(nm) O(n)|O(n + m)
def common(list1, list2):
    both = []
    for x in list1:
        for y in list2:
            if x == y:
                both.append(x)
                break
    return both

print(common([1, 2, 3, 4], [3, 4, 5]))
# ---
# O(n + m) O(n + m)|O(n)
def shared_students(course_a, course_b):
    a = set(course_a)
    shared = []
    for student in course_b:
        if student in a:
            shared.append(student)
    return shared

print(shared_students(["ann", "bob", "cas"], ["cas", "dirk", "ann"]))
# ---
# O(n) O(n)
def word_frequency(text):
    freq = {}
    words = text.lower().split()
    for w in words:
        w = w.strip(".,!?")
        if w in freq:
            freq[w] += 1
        else:
            freq[w] = 1
    return freq

print(word_frequency("The cat and the dog. The end!"))
# ---
# O(nm)|O(n^2) O(nm)|O(n^2)
def transpose(matrix):
    rows = len(matrix)
    cols = len(matrix[0])
    result = []
    for c in range(cols):
        new_row = []
        for r in range(rows):
            new_row.append(matrix[r][c])
        result.append(new_row)
    return result

print(transpose([[1, 2, 3], [4, 5, 6]]))
# ---
# O(n^3) O(n^2)
def mat_mul(A, B):
    n = len(A)
    C = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                C[i][j] += A[i][k] * B[k][j]
    return C

print(mat_mul([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
# ---
# O(n^2) O(1)
def bubble_sort(arr):
    n = len(arr)
    for i in range(n):
        swapped = False
        for j in range(0, n - i - 1):
            if arr[j] > arr[j + 1]:
                temp = arr[j]
                arr[j] = arr[j + 1]
                arr[j + 1] = temp
                swapped = True
        if not swapped:
            break
    return arr

print(bubble_sort([5, 1, 4, 2, 8]))
# ---
# O(n^2) O(1)
def insertionSort(L):
    for i in range(1, len(L)):
        key = L[i]
        j = i - 1
        while j >= 0 and L[j] > key:
            L[j + 1] = L[j]
            j = j - 1
        L[j + 1] = key

mylist = [12, 11, 13, 5, 6]
insertionSort(mylist)
print(mylist)
# ---
# O(n^2) O(n)
def my_sort(numbers):
    # take the smallest every time and put it in the new list
    copy = list(numbers)
    ordered = []
    while len(copy) > 0:
        smallest = min(copy)
        ordered.append(smallest)
        copy.remove(smallest)
    return ordered

print(my_sort([3, 1, 2, 1]))
# ---
# O(n) O(n)
def factorial(n):
    if n == 0:
        return 1
    return n * factorial(n - 1)

print(factorial(5))
print(factorial(0))
# ---
# O(2^n) O(n)
def fib(n):
    if n <= 1:
        return n
    else:
        return fib(n - 1) + fib(n - 2)

print(fib(10))
print([fib(i) for i in range(8)])
# ---
# O(2^n) O(n)
def hanoi(n, source, target, helper):
    if n == 1:
        print("Move disk 1 from", source, "to", target)
        return
    hanoi(n - 1, source, helper, target)
    print("Move disk", n, "from", source, "to", target)
    hanoi(n - 1, helper, target, source)

hanoi(3, "A", "C", "B")
# ---
# O(n^2) O(n^2)|O(n)
def pal(s):
    if len(s) <= 1:
        return True
    if s[0] != s[-1]:
        return False
    return pal(s[1:-1])

print(pal("racecar"))
print(pal("ab"))
# ---
# O(log n) O(1)
def binary_search(lst, target):
    low = 0
    high = len(lst) - 1
    while low <= high:
        mid = (low + high) // 2
        if lst[mid] == target:
            return mid
        elif lst[mid] < target:
            low = mid + 1
        else:
            high = mid - 1
    return -1

print(binary_search([1, 3, 5, 7, 9], 7))
print(binary_search([1, 3, 5, 7, 9], 4))
# ---
# O(n) O(n)
# Week 8, exercise 3: binary search but recursive
def bin_search(items, x):
    if items == []:
        return False
    middle = len(items) // 2
    if items[middle] == x:
        return True
    if x < items[middle]:
        return bin_search(items[:middle], x)
    return bin_search(items[middle + 1:], x)

print(bin_search([2, 4, 6, 8, 10, 12], 10))
print(bin_search([2, 4, 6], 5))
# ---
# O(log n) O(log n)
def power(x: float, n: int) -> float:
    if n == 0:
        return 1
    half = power(x, n // 2)
    if n % 2 == 0:
        return half * half
    return half * half * x

print(power(2, 10))
print(power(3, 5))
# ---
# O(n) O(log n)
def macht(x, n):
    if n == 0:
        return 1
    if n == 1:
        return x
    if n % 2 == 0:
        return macht(x, n // 2) * macht(x, n // 2)
    else:
        return x * macht(x, n // 2) * macht(x, n // 2)

print(macht(2, 8))
print(macht(5, 3))
# ---
# O(n log n) O(n) merge_sort
def merge(left, right):
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    result.extend(left[i:])
    result.extend(right[j:])
    return result


def merge_sort(arr):
    if len(arr) <= 1:
        return arr
    mid = len(arr) // 2
    left = merge_sort(arr[:mid])
    right = merge_sort(arr[mid:])
    return merge(left, right)


print(merge_sort([38, 27, 43, 3, 9, 82, 10]))
# ---
# O(n^2) O(n)|O(n + m)
# merge two sorted lists
def merge(a, b):
    out = []
    while a and b:
        if a[0] < b[0]:
            out.append(a.pop(0))
        else:
            out.append(b.pop(0))
    while a:
        out.append(a.pop(0))
    while b:
        out.append(b.pop(0))
    return out

print(merge([1, 4, 6], [2, 3, 7]))
# ---
# O(n^2) O(n^2)|O(n)
def quicksort(lst):
    if len(lst) < 2:
        return lst
    pivot = lst[0]
    smaller = [x for x in lst[1:] if x <= pivot]
    bigger = [x for x in lst[1:] if x > pivot]
    return quicksort(smaller) + [pivot] + quicksort(bigger)

print(quicksort([3, 6, 1, 8, 2, 9, 2]))
# ---
# O(log n) O(1)
def gcd(a, b):
    while b != 0:
        a, b = b, a % b
    return a

print(gcd(48, 18))
print(gcd(17, 5))
# ---
# O(n) O(n) balanced
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def is_empty(self):
        return len(self.items) == 0


def balanced(expr):
    pairs = {")": "(", "]": "[", "}": "{"}
    s = Stack()
    for ch in expr:
        if ch in "([{":
            s.push(ch)
        elif ch in pairs:
            if s.is_empty():
                return False
            if s.pop() != pairs[ch]:
                return False
    return s.is_empty()


print(balanced("{[()]}"))
print(balanced("(]"))
# ---
# O(n^2) O(n)
def josephus(n, k):
    people = list(range(1, n + 1))
    index = 0
    while len(people) > 1:
        index = (index + k - 1) % len(people)
        people.pop(index)
    return people[0]

print(josephus(7, 3))
# ---
# O(n) O(1) reverse
class Node:
    def __init__(self, data):
        self.data = data
        self.next = None


def reverse(head):
    prev = None
    current = head
    while current is not None:
        nxt = current.next
        current.next = prev
        prev = current
        current = nxt
    return prev


a = Node(1)
a.next = Node(2)
a.next.next = Node(3)
h = reverse(a)
while h:
    print(h.data, end=" ")
    h = h.next
print()
# ---
# O(n^2) O(n) from_list
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

class LinkedList:
    def __init__(self):
        self.head = None

    def append(self, value):
        new = Node(value)
        if self.head is None:
            self.head = new
            return
        cur = self.head
        while cur.next:
            cur = cur.next
        cur.next = new

    def show(self):
        cur = self.head
        while cur:
            print(cur.value, "->", end=" ")
            cur = cur.next
        print("None")

def from_list(values):
    ll = LinkedList()
    for v in values:
        ll.append(v)
    return ll

from_list([3, 1, 4, 1, 5]).show()
# ---
# O(n) O(n) height
class TreeNode:
    def __init__(self, val, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right

def height(root):
    if root is None:
        return 0
    l = height(root.left)
    r = height(root.right)
    if l > r:
        return l + 1
    return r + 1

t = TreeNode(1, TreeNode(2, TreeNode(4)), TreeNode(3))
print(height(t))
# ---
# O(n + m) O(n)|O(n + m)
from collections import deque

def bfs(graph, start):
    visited = {start}
    order = []
    q = deque([start])
    while q:
        v = q.popleft()
        order.append(v)
        for w in graph[v]:
            if w not in visited:
                visited.add(w)
                q.append(w)
    return order

g = {"A": ["B", "C"], "B": ["A", "D"], "C": ["A", "D"], "D": ["B", "C"]}
print(bfs(g, "A"))
# ---
# O(nm)|O(n^2) O(nm)|O(n^2) num_islands
def num_islands(grid):
    if not grid:
        return 0
    rows, cols = len(grid), len(grid[0])
    seen = set()

    def visit(r, c):
        if r < 0 or r >= rows or c < 0 or c >= cols:
            return
        if grid[r][c] == 0 or (r, c) in seen:
            return
        seen.add((r, c))
        visit(r + 1, c)
        visit(r - 1, c)
        visit(r, c + 1)
        visit(r, c - 1)

    count = 0
    for r in range(rows):
        for c in range(cols):
            if grid[r][c] == 1 and (r, c) not in seen:
                count += 1
                visit(r, c)
    return count

print(num_islands([[1, 1, 0], [0, 0, 1], [1, 0, 1]]))
# ---
# O(nm) O(nm)
def lcs(X, Y):
    m = len(X)
    n = len(Y)
    dp = [[0] * (n + 1) for i in range(m + 1)]
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            if X[i - 1] == Y[j - 1]:
                dp[i][j] = dp[i - 1][j - 1] + 1
            else:
                dp[i][j] = max(dp[i - 1][j], dp[i][j - 1])
    return dp[m][n]

print(lcs("AGGTAB", "GXTXAYB"))
# ---
# O(nm) O(n)
# number of ways to pay `amount`
def count_ways(amount, coins):
    ways = [0] * (amount + 1)
    ways[0] = 1
    for coin in coins:
        for a in range(coin, amount + 1):
            ways[a] += ways[a - coin]
    return ways[amount]

print(count_ways(10, [1, 2, 5]))
# ---
# O(n) O(n)
memo = {}

def fib_memo(n):
    if n in memo:
        return memo[n]
    if n < 2:
        return n
    memo[n] = fib_memo(n - 1) + fib_memo(n - 2)
    return memo[n]

print(fib_memo(30))
# ---
# O(n!) O(n!)
def permutations(s):
    if len(s) <= 1:
        return [s]
    result = []
    for i in range(len(s)):
        rest = s[:i] + s[i + 1:]
        for p in permutations(rest):
            result.append(s[i] + p)
    return result

print(permutations("abc"))
# ---
# O(2^n) O(2^n)
def all_subsets(lst):
    if len(lst) == 0:
        return [[]]
    without = all_subsets(lst[1:])
    with_first = []
    for sub in without:
        with_first.append([lst[0]] + sub)
    return without + with_first

print(all_subsets([1, 2, 3]))
# ---
# O(2^n) O(n)
def subset_sum(nums, i, target):
    if target == 0:
        return True
    if i == len(nums):
        return False
    # take it or leave it
    return subset_sum(nums, i + 1, target - nums[i]) or subset_sum(nums, i + 1, target)

print(subset_sum([3, 34, 4, 12, 5, 2], 0, 9))
print(subset_sum([3, 34, 4], 0, 6))
# ---
# O(n!) O(n)
from itertools import permutations

def shortest_route(dist):
    n = len(dist)
    best = None
    for perm in permutations(range(1, n)):
        length = 0
        here = 0
        for city in perm:
            length += dist[here][city]
            here = city
        length += dist[here][0]
        if best is None or length < best:
            best = length
    return best

D = [[0, 10, 15, 20], [10, 0, 35, 25], [15, 35, 0, 30], [20, 25, 30, 0]]
print(shortest_route(D))
# ---
# O(n^3) O(n)|O(1)
def max_subarray(a):
    best = a[0]
    for i in range(len(a)):
        for j in range(i, len(a)):
            total = sum(a[i:j + 1])
            if total > best:
                best = total
    return best

print(max_subarray([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n log n) O(n)
def merge_intervals(intervals: list[list[int]]) -> list[list[int]]:
    intervals = sorted(intervals, key=lambda iv: iv[0])
    merged = []
    for start, end in intervals:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


print(merge_intervals([[8, 10], [1, 3], [2, 6], [15, 18]]))
# ---
# O(n^2 log n) O(n)
def medians(nums):
    """median of the first 1, 2, 3, ... numbers"""
    res = []
    for i in range(1, len(nums) + 1):
        s = sorted(nums[:i])
        if i % 2 == 1:
            res.append(s[i // 2])
        else:
            res.append((s[i // 2 - 1] + s[i // 2]) / 2)
    return res

print(medians([5, 2, 8, 1]))
# ---
# O(n^2 log n) O(n)|O(1)
# Exam question 4b: count the triples i < j < k that can form a triangle
from bisect import bisect_left

def count_triangles(sides):
    sides = sorted(sides)
    n = len(sides)
    cnt = 0
    for i in range(n):
        for j in range(i + 1, n):
            k = bisect_left(sides, sides[i] + sides[j], j + 1)
            cnt += k - j - 1
    return cnt

print(count_triangles([2, 2, 3, 4]))
# ---
# O(n log n) O(n)
# exam 3: number of divisors for all numbers up to n
def divisor_counts(n):
    counts = [0] * (n + 1)
    for d in range(1, n + 1):
        for multiple in range(d, n + 1, d):
            counts[multiple] += 1
    return counts[1:]

print(divisor_counts(12))
