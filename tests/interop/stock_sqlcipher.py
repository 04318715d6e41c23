"""SQLCipher as others build it: finds no fault in our file, says what is in it, and writes a value of its own.

Run by tests/tests/sqlcipher.rs with the file and its key in hexadecimal.
"""

import sys

import sqlcipher3

path, key = sys.argv[1:]
database = sqlcipher3.connect(path)
database.execute(f"PRAGMA key = \"x'{key}'\"")
assert database.execute("PRAGMA cipher_integrity_check").fetchall() == []
assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
for (value,) in database.execute("SELECT value FROM named_values ORDER BY name"):
    print(value.decode())
database.execute("INSERT INTO named_values VALUES ('letters', 'theirs', CAST('from stock SQLCipher' AS BLOB))")
database.commit()
