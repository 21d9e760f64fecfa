### 共用元件的字句，繁體中文。

kit-close = 關閉
kit-cancel = 取消
kit-language = 語言
kit-on = 開
kit-off = 關
kit-less = { $what }：減
kit-more = { $what }：加
