### 共用元件的字句，简体中文。

kit-close = 关闭
kit-cancel = 取消
kit-language = 语言
kit-on = 开
kit-off = 关
kit-less = { $what }：减
kit-more = { $what }：加
