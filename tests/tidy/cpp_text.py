"""C++ text without its comments and literals, line for line, so that rules see code only.

A small scanner, not a compiler: it knows comments, string, raw string and character literals and digit separators.
"""

import re

RAW_STRING = re.compile(r'(?:u8|u|U|L)?R"([^ ()\\\t\v\f\n]{0,16})\(')


def without_comments(text):
    """Two texts of the same length and lines: comments blanked; comments and the contents of literals blanked."""
    code, bare = list(text), list(text)

    def blank(target, start, end):
        for index in range(start, end):
            if target[index] != "\n":
                target[index] = " "

    position, length = 0, len(text)
    while position < length:
        char = text[position]
        if text.startswith("//", position):
            end = text.find("\n", position)
            end = length if end < 0 else end
            blank(code, position, end)
            blank(bare, position, end)
        elif text.startswith("/*", position):
            end = text.find("*/", position + 2)
            end = length if end < 0 else end + 2
            blank(code, position, end)
            blank(bare, position, end)
        elif char in "uULR" and not is_word_character(text, position - 1) and (raw := RAW_STRING.match(text, position)):
            closing = ")" + raw.group(1) + '"'
            end = text.find(closing, raw.end())
            contents_end = length if end < 0 else end
            end = length if end < 0 else end + len(closing)
            blank(bare, raw.end(), contents_end)
        elif char == '"' or (char == "'" and not is_digit_separator(text, position)):
            end = end_of_literal(text, position)
            blank(bare, position + 1, end - 1)
        else:
            end = position + 1
        position = end
    return "".join(code), "".join(bare)


def end_of_literal(text, start):
    """The index after the closing quote; a literal that does not close ends with its line."""
    position = start + 1
    while position < len(text) and text[position] != "\n":
        if text[position] == "\\":
            position += 1
        elif text[position] == text[start]:
            return position + 1
        position += 1
    return min(position + 1, len(text))


def is_word_character(text, position):
    return position >= 0 and (text[position].isalnum() or text[position] == "_")


def is_digit_separator(text, position):
    """Whether the quote at `position` stands inside a number (1'000) rather than before a character (u8'x')."""
    start = position
    while is_word_character(text, start - 1) or (start > 0 and text[start - 1] == "'"):
        start -= 1
    return start < position and text[start].isdigit()
