### 扫描应用程式本身的字句，简体中文（按香港政府用语编写）。扫描结果的原因、处理方法、注意事项、级别及两项结论均出自
### core/src/text，此处不另作说法。三个档案的键相同，由测试核对。

app-name = 文件扫描

## 开始

start-title = 在入口扫描文件
start-go = 开始扫描
start-camera = 摄像头只用于读取二维码。不会保存影像，资料不会离开本装置。
start-without = 不用摄像头开始
start-offline-ready = 本装置无需网络亦可扫描。
start-offline-not = 请保持网络连接，直至本装置可离线扫描。
start-trust-missing = 本装置尚未有信任名单，未能核实任何文件。
    .advice = 请按「取得信任名单」，或请主管载入文件。
start-loading = 正在准备……
start-failed = 未能启动核实程序。
    .advice = 请按「再试一次」。如仍不成功，请改用其他装置，并通知技术支持人员。

## 摄像头

camera-hint = 将摄像头对准二维码
camera-off-hint = 请用已连接的扫描器扫描，或选择图片
camera-view = 摄像头画面
camera-none = 本装置没有摄像头。
    .advice = 请使用已连接的扫描器或二维码图片，或按「没有手机」。
camera-refused = 此网页未获准使用摄像头。
    .advice = 请在浏览器设置中允许使用摄像头，然后按「再试一次」。亦可使用已连接的扫描器或图片。
camera-busy = 另一个程序正在使用摄像头。
    .advice = 请关闭该程序，然后按「再试一次」。
camera-lost = 摄像头画面已停止。
    .advice = 请按「再试一次」。如仍不成功，请重新启动装置。
camera-insecure = 摄像头只可在安全网址上使用。
    .advice = 请打开以 https 开头的网址。亦可使用已连接的扫描器或图片。
camera-again = 再试一次
camera-light = 照明
camera-light-none = 此摄像头没有照明灯。
    .advice = 请持有人调高手机屏幕亮度，或移到较光亮的位置。
camera-closer = 放大
camera-wider = 缩小
camera-zoom = { $times } 倍
camera-picture = 图片
camera-reading = 正在读取图片……

## 顶部长期显示

top-clock = 本装置时间
trust-fresh = 信任名单：今日 { $time }
trust-ageing = 信任名单：{ $days } 日前
trust-old = 信任名单已过时
trust-none = 没有信任名单
count-in = 已进入：{ $count }
group-of = 团体：{ $of } 人中已进 { $count } 人

## 结果

head-pass = 请进
head-part = 部分有效
head-unheld = 文件真确
head-fail = 不获接受
head-doubt = 未能核实
answer-next = 下一位
answer-what-to-do = 处理方法
answer-facts-gone = 资料已从画面移除。
answer-photo = 持有人照片
answer-photo-look = 请核对照片与容貌。
answer-clock = 请检查本装置时间
answer-clock-shows = 本装置显示 { $time }。如不正确，请将日期及时间设为自动。
answer-level = 第 { $level } 级
answer-code = 支援代码：{ $code }
answer-more = 此级别可防止什么
answer-in-force-only = 只限以下各项有效：

## 装置本身的问题

device-clock = 请检查本装置时间。
    .advice = 本装置显示 { $time }。请将日期及时间设为自动，然后按「再试一次」。
device-storage = 本装置没有空间保存记录。
    .advice = 可以继续扫描。请于今日内腾出空间，否则关闭网页后数目便会失去。
device-update = 新版本已备妥。
    .advice = 请在无人等候时更新，只需片刻。
device-update-now = 立即更新
device-update-failed = 更新未能完整下载，现有版本会继续运作。
    .advice = 无需处理，有网络时会自动再试。
device-sound = 按一下开启声音

## 没有手机

manual-button = 没有手机
manual-title = 没有手机的访客
manual-how = 请用其他方法核实，然后在此计算人数。不会保存访客的任何资料。
manual-staff = 已查看职员证或其他文件
manual-vouched = 由住户或受访者担保
manual-called = 已致电受访者并获同意
manual-supervisor = 由主管决定
manual-turned-away = 不准进入
manual-counted = 已计算
manual-undo = 还原

## 团体

group-button = 团体
group-title = 团体
group-how = 请设定同行人数。每次显示「请进」计算一人。
group-size = 团体人数
group-begin = 开始
group-end = 结束团体
group-now = { $of } 人中已进 { $count } 人
group-complete = 团体人数已齐。
undo-last = 还原上一项

## 先查核：第 2 级

ask-button = 先查核
ask-title = 先查核
ask-how = 请持有人用文件钱包扫描此二维码，然后你再扫描持有人的新二维码。
ask-scan = 扫描回复
ask-left = 尚余 { $seconds } 秒
ask-over = 此查核要求已过时。
ask-again = 新的要求
ask-what = 要求提供的资料
ask-purpose = 用途（会向持有人显示）
ask-purpose-is = 用途：{ $purpose }
ask-not-registered = 在管理机构登记本装置的密钥之前，文件钱包不会认得本装置。
    .advice = 请将「本装置」内的登记文件交给主管。
ask-waiting = 正等候对查核要求的回复
ask-fault = 未能制作查核要求。
    .advice = 请查看设置内的用途及要求提供的资料。

## 更多

more-button = 更多
more-title = 更多
more-training = 训练
more-shift = 本班次
more-trust = 信任名单
more-settings = 设置
more-keyboard = 测试已连接的扫描器
more-privacy = 本装置记住什么
more-check = 核对班次报告
more-help = 说明
back = 返回

## 训练

training-title = 训练
training-how = 以下是为练习而制作的真实二维码，由同一程序按制作当日的情况核实。不会计算人数。
training-banner = 训练中——并无真实访客
training-come-in = 请进
training-photo = 请进，附照片
training-asked = 先查核，请进
training-part = 部分有效
training-again = 同一持有人再次出示
training-seen = 同一个二维码再次出示
training-late = 旧屏幕截图
training-expired = 已过期的执照
training-revoked = 已撤销的文件
training-suspended = 暂时吊销的文件
training-edited = 曾被更改的二维码
training-stranger = 不明签发机构
training-place = 为其他地点制作
training-web = 网址
training-list = 信任名单已过时
training-clock = 装置时间不正确
training-other = 未能识别的文件种类

## 班次及报告

shift-title = 本班次
shift-since = 由 { $time } 开始
shift-none = 尚未有任何数目。
shift-in = 已进入
shift-in-part = 部分有效
shift-refused = 不获接受
shift-undecided = 未能核实
shift-manual = 没有手机，已进入
shift-manual-refused = 没有手机，不准进入
shift-undone = 已还原
shift-hours = 每小时数目
shift-hour = 时段
shift-end = 结束班次
shift-end-sure = 结束本班次并开始新班次？
    .advice = 报告由本装置签署，数目由零重新开始。
shift-report = 班次报告
shift-save = 保存报告
shift-previous = 上一份报告
shift-persons = 报告只有数目，没有任何个人资料。
shift-number = 第 { $number } 号报告

## 核对报告

check-title = 核对班次报告
check-how = 粘贴报告内容或选择文件。核对只在本装置进行。
check-text = 报告内容
check-file = 选择文件
check-go = 核对
check-good = 报告完整，由具有以下指纹的装置签署。
check-own = 这是本装置的指纹。
check-bad = 报告曾被更改，或并非报告。
    .advice = 请索取该装置保存的原有文件。
check-device = 指纹
check-door = 入口
check-from = 由
check-until = 至

## 信任名单

trust-title = 信任名单
trust-get = 取得信任名单
trust-file = 从文件载入
trust-version = 第 { $version } 版
trust-issued = 签署时间：{ $time }
trust-issuers = { $count } 个签发机构
trust-got = 信任名单已是最新。
trust-kept = 没有较新的名单，继续使用原有名单。
trust-no-network = 未能取得信任名单。
    .advice = 请检查网络，或从文件载入。原有名单继续使用。
trust-refused = 新的信任名单不获接受，继续使用原有名单。
trust-when = 应用程序启动时及每隔数小时取得一次，扫描期间不会取得。

## 已连接的扫描器

keyboard-title = 测试已连接的扫描器
keyboard-how = 请用已连接的扫描器扫描此二维码。
keyboard-good = 扫描器输入的字符全部正确。
keyboard-layout = 扫描器把「{ $want }」输入为「{ $got }」：扫描器与本装置的键盘布局不同。
    .advice = 请将扫描器的键盘布局设为「美式英文」，或设为与本装置相同。
keyboard-spaces = 扫描器遗漏了空格。
    .advice = 请在扫描器设置中关闭删除或合并空格的功能。
keyboard-case = 扫描器把大写输入为小写。
    .advice = 请关闭本装置的 Caps Lock，以及扫描器的大小写转换。
keyboard-short = 扫描器未输入完毕便停止，或遗漏了字符。
    .advice = 请将扫描器的字符间隔调长。
keyboard-waiting = 正等候扫描器……

## 设置

settings-title = 设置
settings-look = 画面
settings-theme = 明暗
theme-auto = 跟随装置
theme-day = 日间
theme-night = 夜间
theme-sunlight = 阳光下
settings-large = 放大字体
settings-left = 左手使用
settings-signals = 提示
settings-sound = 声音
settings-vibration = 振动
settings-try-pass = 试「请进」
settings-try-fail = 试「不获接受」
settings-door = 入口
settings-door-name = 入口名称
settings-site = 地点编号，16 个字符，0-9 及 a-f
settings-site-wrong = 地点编号须为 16 个字符，只可使用 0-9 及 a-f。
settings-save = 保存
settings-saved = 已保存
settings-pin = 主管密码
settings-pin-new = 新密码，6 个数字或以上
settings-pin-set = 设定密码
settings-pin-remove = 取消密码
settings-pin-short = 密码须有 6 个数字或以上。
settings-pin-ask = 只有主管可以更改。请输入密码。
settings-pin-open = 打开
settings-pin-wrong = 密码不正确。请等候 { $seconds } 秒。
settings-device = 本装置
settings-device-how = 请将此文件交给管理机构，文件钱包便可认得查核者。文件内没有秘密资料。
settings-device-is = 指纹：{ $mark }
settings-device-save = 保存登记文件
settings-erase = 清除本装置所有资料
settings-erase-sure = 清除本装置的数目、设置、信任名单及密钥？
    .advice = 请先保存班次报告。清除后不能还原。
settings-erase-yes = 清除

## 记住什么

privacy-title = 本装置记住什么
privacy-picture = 摄像头画面
privacy-picture-kept = 片刻，只在内存中
privacy-facts = 画面上的姓名、照片及资料
privacy-facts-kept = 5 秒，或直至下一次扫描
privacy-code = 每个已使用二维码的标记，不含个人资料
privacy-code-kept = 约 1 分钟
privacy-holder = 每位获准进入者的标记，只供本次使用，不能外传
privacy-holder-kept = 10 分钟，只在内存中
privacy-counts = 本班次的数目
privacy-counts-kept = 直至班次结束；上一份报告保留至下一份
privacy-settings = 本装置的设置、信任名单及密钥
privacy-settings-kept = 直至清除
privacy-thing = 项目
privacy-how-long = 保留多久
privacy-network = 扫描期间，此网页不会发出任何网络请求。网络只用于取得信任名单及新版本。

## 说明

help-title = 说明
help-good-light = 手机保持垂直，距离约一个手掌。反光时稍为倾斜；光线不足时按「照明」。
help-colours = 绿底勾号：请进。蓝底半圆：部分有效。红底交叉：不获接受。黄底问号：未能核实，请改用其他方法。
help-keys = 按任何键或已连接的按钮，即可继续下一位。
help-levels = 所有级别均可防止伪造、更改、过期及旧屏幕截图。照片须经核对才有作用。「先查核」亦可防止预先产生的二维码。
