### 掃描應用程式本身的字句，繁體中文（香港用語）。掃描結果的原因、處理方法、注意事項、級別及兩項結論均出自 core/src/text，
### 此處不另作說法。三個檔案的鍵相同，由測試核對。

app-name = 文件掃描

## 開始

start-title = 在入口掃描文件
start-go = 開始掃描
start-camera = 鏡頭只用於讀取二維碼。不會保存影像，資料不會離開本裝置。
start-without = 不用鏡頭開始
start-offline-ready = 本裝置無需網絡亦可掃描。
start-offline-not = 請保持網絡連線，直至本裝置可離線掃描。
start-trust-missing = 本裝置尚未有信任名單，未能核實任何文件。
    .advice = 請按「取得信任名單」，或請主管載入檔案。
start-loading = 正在準備……
start-failed = 未能啟動核實程式。
    .advice = 請按「再試一次」。如仍然不成功，請改用其他裝置，並通知技術支援人員。

## 鏡頭

camera-hint = 將鏡頭對準二維碼
camera-off-hint = 請用已連接的掃描器掃描，或選擇圖片
camera-view = 鏡頭影像
camera-none = 本裝置沒有鏡頭。
    .advice = 請使用已連接的掃描器或二維碼圖片，或按「沒有手機」。
camera-refused = 此網頁未獲准使用鏡頭。
    .advice = 請在瀏覽器設定中允許使用鏡頭，然後按「再試一次」。亦可使用已連接的掃描器或圖片。
camera-busy = 另一個程式正在使用鏡頭。
    .advice = 請關閉該程式，然後按「再試一次」。
camera-lost = 鏡頭影像已停止。
    .advice = 請按「再試一次」。如仍然不成功，請重新啟動裝置。
camera-insecure = 鏡頭只可在安全網址上使用。
    .advice = 請開啟以 https 開頭的網址。亦可使用已連接的掃描器或圖片。
camera-again = 再試一次
camera-light = 照明
camera-light-none = 此鏡頭沒有照明燈。
    .advice = 請持有人調高手機屏幕亮度，或移到較光亮的位置。
camera-closer = 放大
camera-wider = 縮小
camera-zoom = { $times } 倍
camera-picture = 圖片
camera-reading = 正在讀取圖片……

## 頂部長期顯示

top-clock = 本裝置時間
trust-fresh = 信任名單：今日 { $time }
trust-ageing = 信任名單：{ $days } 日前
trust-old = 信任名單已過時
trust-none = 沒有信任名單
count-in = 已進入：{ $count }
group-of = 團體：{ $of } 人中已進 { $count } 人

## 結果

head-pass = 請進
head-part = 部分有效
head-unheld = 文件真確
head-fail = 不獲接受
head-doubt = 未能核實
answer-next = 下一位
answer-what-to-do = 處理方法
answer-facts-gone = 資料已從畫面移除。
answer-photo = 持有人照片
answer-photo-look = 請核對照片與容貌。
answer-clock = 請檢查本裝置時間
answer-clock-shows = 本裝置顯示 { $time }。如不正確，請將日期及時間設為自動。
answer-level = 第 { $level } 級
answer-code = 支援代碼：{ $code }
answer-more = 此級別可防止甚麼
answer-in-force-only = 只限以下各項有效：

## 裝置本身的問題

device-clock = 請檢查本裝置時間。
    .advice = 本裝置顯示 { $time }。請將日期及時間設為自動，然後按「再試一次」。
device-storage = 本裝置沒有空間保存紀錄。
    .advice = 可以繼續掃描。請於今日內騰出空間，否則關閉網頁後數目便會失去。
device-update = 新版本已備妥。
    .advice = 請在沒有人等候時更新，只需片刻。
device-update-now = 立即更新
device-update-failed = 更新未能完整下載，現有版本會繼續運作。
    .advice = 無需處理，有網絡時會自動再試。
device-sound = 按一下開啟聲音

## 沒有手機

manual-button = 沒有手機
manual-title = 沒有手機的訪客
manual-how = 請用其他方法核實，然後在此計算人數。不會保存訪客的任何資料。
manual-staff = 已查看職員證或其他文件
manual-vouched = 由住戶或受訪者擔保
manual-called = 已致電受訪者並獲同意
manual-supervisor = 由主管決定
manual-turned-away = 不准進入
manual-counted = 已計算
manual-undo = 還原

## 團體

group-button = 團體
group-title = 團體
group-how = 請設定同行人數。每次顯示「請進」計算一人。
group-size = 團體人數
group-begin = 開始
group-end = 結束團體
group-now = { $of } 人中已進 { $count } 人
group-complete = 團體人數已齊。
undo-last = 還原上一項

## 先查核：第 2 級

ask-button = 先查核
ask-title = 先查核
ask-how = 請持有人用文件錢包掃描此二維碼，然後你再掃描持有人的新二維碼。
ask-scan = 掃描回覆
ask-left = 尚餘 { $seconds } 秒
ask-over = 此查核要求已過時。
ask-again = 新的要求
ask-what = 要求提供的資料
ask-purpose = 用途（會向持有人顯示）
ask-purpose-is = 用途：{ $purpose }
ask-not-registered = 在管理機構登記本裝置的密鑰之前，文件錢包不會認得本裝置。
    .advice = 請將「本裝置」內的登記檔案交給主管。
ask-waiting = 正等候對查核要求的回覆
ask-fault = 未能製作查核要求。
    .advice = 請查看設定內的用途及要求提供的資料。

## 更多

more-button = 更多
more-title = 更多
more-training = 訓練
more-shift = 本更次
more-trust = 信任名單
more-settings = 設定
more-keyboard = 測試已連接的掃描器
more-privacy = 本裝置記住甚麼
more-check = 核對更次報告
more-help = 說明
back = 返回

## 訓練

training-title = 訓練
training-how = 以下是為練習而製作的真實二維碼，由同一程式按製作當日的情況核實。不會計算人數。
training-banner = 訓練中——並無真實訪客
training-come-in = 請進
training-photo = 請進，附照片
training-asked = 先查核，請進
training-part = 部分有效
training-again = 同一持有人再次出示
training-seen = 同一個二維碼再次出示
training-late = 舊屏幕截圖
training-expired = 已過期的執照
training-revoked = 已撤銷的文件
training-suspended = 暫時吊銷的文件
training-edited = 曾被更改的二維碼
training-stranger = 不明簽發機構
training-place = 為其他地點製作
training-web = 網址
training-list = 信任名單已過時
training-clock = 裝置時間不正確
training-other = 未能識別的文件種類

## 更次及報告

shift-title = 本更次
shift-since = 由 { $time } 開始
shift-none = 尚未有任何數目。
shift-in = 已進入
shift-in-part = 部分有效
shift-refused = 不獲接受
shift-undecided = 未能核實
shift-manual = 沒有手機，已進入
shift-manual-refused = 沒有手機，不准進入
shift-undone = 已還原
shift-hours = 每小時數目
shift-hour = 時段
shift-end = 結束更次
shift-end-sure = 結束本更次並開始新更次？
    .advice = 報告由本裝置簽署，數目由零重新開始。
shift-report = 更次報告
shift-save = 儲存報告
shift-previous = 上一份報告
shift-persons = 報告只有數目，沒有任何個人資料。
shift-number = 第 { $number } 號報告

## 核對報告

check-title = 核對更次報告
check-how = 貼上報告內容或選擇檔案。核對只在本裝置進行。
check-text = 報告內容
check-file = 選擇檔案
check-go = 核對
check-good = 報告完整，由具以下指紋的裝置簽署。
check-own = 這是本裝置的指紋。
check-bad = 報告曾被更改，或並非報告。
    .advice = 請索取該裝置儲存的原有檔案。
check-device = 指紋
check-door = 入口
check-from = 由
check-until = 至

## 信任名單

trust-title = 信任名單
trust-get = 取得信任名單
trust-file = 從檔案載入
trust-version = 第 { $version } 版
trust-issued = 簽署時間：{ $time }
trust-issuers = { $count } 個簽發機構
trust-got = 信任名單已是最新。
trust-kept = 沒有較新的名單，繼續使用原有名單。
trust-no-network = 未能取得信任名單。
    .advice = 請檢查網絡，或從檔案載入。原有名單繼續使用。
trust-refused = 新的信任名單不獲接受，繼續使用原有名單。
trust-when = 應用程式啟動時及每隔數小時取得一次，掃描期間不會取得。

## 已連接的掃描器

keyboard-title = 測試已連接的掃描器
keyboard-how = 請用已連接的掃描器掃描此二維碼。
keyboard-good = 掃描器輸入的字元全部正確。
keyboard-layout = 掃描器把「{ $want }」輸入為「{ $got }」：掃描器與本裝置的鍵盤配置不同。
    .advice = 請將掃描器的鍵盤配置設為「美式英文」，或設為與本裝置相同。
keyboard-spaces = 掃描器遺漏了空格。
    .advice = 請在掃描器設定中關閉刪除或合併空格的功能。
keyboard-case = 掃描器把大楷輸入為小楷。
    .advice = 請關閉本裝置的 Caps Lock，以及掃描器的大小楷轉換。
keyboard-short = 掃描器未輸入完畢便停止，或遺漏了字元。
    .advice = 請將掃描器的字元間隔調長。
keyboard-waiting = 正等候掃描器……

## 設定

settings-title = 設定
settings-look = 畫面
settings-theme = 光暗
theme-auto = 跟隨裝置
theme-day = 日間
theme-night = 夜間
theme-sunlight = 陽光下
settings-large = 放大字體
settings-left = 左手使用
settings-signals = 提示
settings-sound = 聲音
settings-vibration = 震動
settings-try-pass = 試「請進」
settings-try-fail = 試「不獲接受」
settings-door = 入口
settings-door-name = 入口名稱
settings-site = 地點編號，16 個字元，0-9 及 a-f
settings-site-wrong = 地點編號須為 16 個字元，只可使用 0-9 及 a-f。
settings-save = 儲存
settings-saved = 已儲存
settings-pin = 主管密碼
settings-pin-new = 新密碼，6 個數字或以上
settings-pin-set = 設定密碼
settings-pin-remove = 取消密碼
settings-pin-short = 密碼須有 6 個數字或以上。
settings-pin-ask = 只有主管可以更改。請輸入密碼。
settings-pin-open = 開啟
settings-pin-wrong = 密碼不正確。請等候 { $seconds } 秒。
settings-device = 本裝置
settings-device-how = 請將此檔案交給管理機構，文件錢包便可認得查核者。檔案內沒有秘密資料。
settings-device-is = 指紋：{ $mark }
settings-device-save = 儲存登記檔案
settings-erase = 清除本裝置所有資料
settings-erase-sure = 清除本裝置的數目、設定、信任名單及密鑰？
    .advice = 請先儲存更次報告。清除後不能還原。
settings-erase-yes = 清除

## 記住甚麼

privacy-title = 本裝置記住甚麼
privacy-picture = 鏡頭影像
privacy-picture-kept = 片刻，只在記憶體內
privacy-facts = 畫面上的姓名、照片及資料
privacy-facts-kept = 5 秒，或直至下一次掃描
privacy-code = 每個已使用二維碼的標記，不含個人資料
privacy-code-kept = 約 1 分鐘
privacy-holder = 每位獲准進入者的標記，只供本次使用，不能外傳
privacy-holder-kept = 10 分鐘，只在記憶體內
privacy-counts = 本更次的數目
privacy-counts-kept = 直至更次結束；上一份報告保留至下一份
privacy-settings = 本裝置的設定、信任名單及密鑰
privacy-settings-kept = 直至清除
privacy-thing = 項目
privacy-how-long = 保留多久
privacy-network = 掃描期間，此網頁不會發出任何網絡要求。網絡只用於取得信任名單及新版本。

## 說明

help-title = 說明
help-good-light = 手機保持垂直，距離約一個手掌。反光時稍為傾斜；光線不足時按「照明」。
help-colours = 綠底剔號：請進。藍底半圓：部分有效。紅底交叉：不獲接受。黃底問號：未能核實，請改用其他方法。
help-keys = 按任何鍵或已連接的按鈕，即可繼續下一位。
help-levels = 所有級別均可防止偽造、更改、過期及舊屏幕截圖。照片須經核對才有作用。「先查核」亦可防止預先產生的二維碼。
