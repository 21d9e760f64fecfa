### Words of the shared parts, in English. The three files have the same keys; a test holds them to it.

kit-close = Close
kit-cancel = Cancel
kit-language = Language
kit-on = On
kit-off = Off
kit-less = { $what }: less
kit-more = { $what }: more
