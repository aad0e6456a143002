# Guess the number
import random

number = random.randint(1, 100)
while True:
    guess = int(input("Your guess: "))
    if guess == number:
        print("Yes!")
        break
    print("Too low." if guess < number else "Too high.")
