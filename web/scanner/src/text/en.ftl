### The scanner's own words, in English. Reasons and advices of a scan, cautions, levels and verdict halves are the core's
### (core/src/text); nothing here says one of them again. The three files have the same keys; a test holds them to it.

app-name = Document scanner

## The start

start-title = Scan documents at the door
start-go = Start scanning
start-camera = The camera reads codes. No picture is kept, and nothing leaves this device.
start-without = Start without camera
start-offline-ready = This device can scan without a network.
start-offline-not = Keep the network on until this device is ready to scan without it.
start-trust-missing = This device has no trust list yet, so it cannot check any document.
    .advice = Press “Get trust list”, or ask your supervisor to load the file.
start-loading = Getting ready …
start-failed = The checking program could not start.
    .advice = Press “Try again”. If that fails too, use another device and tell technical support.

## The camera

camera-hint = Point the camera at the code
camera-off-hint = Scan with the connected scanner, or choose a picture
camera-view = Picture of the camera
camera-none = This device has no camera.
    .advice = Use a connected scanner or a picture of the code, or press “No phone”.
camera-refused = This page may not use the camera.
    .advice = Allow the camera in the settings of the browser, then press “Try again”. A connected scanner or a picture works too.
camera-busy = Another program is using the camera.
    .advice = Close the other program, then press “Try again”.
camera-lost = The picture of the camera has stopped.
    .advice = Press “Try again”. If that fails too, start the device again.
camera-insecure = The camera works only at a secure address.
    .advice = Open the address that begins with https. A connected scanner or a picture works too.
camera-again = Try again
camera-light = Light
camera-light-none = This camera has no light.
    .advice = Ask the holder to make the screen of the phone brighter, or stand where there is more light.
camera-closer = Closer
camera-wider = Wider
camera-zoom = Zoom { $times }×
camera-picture = Picture
camera-reading = Reading the picture …

## What is always shown at the top

top-clock = Time of this device
trust-fresh = Trust list: today, { $time }
trust-ageing = Trust list: { $days ->
        [one] 1 day old
       *[other] { $days } days old
    }
trust-old = Trust list too old
trust-none = No trust list
count-in = In: { $count }
group-of = Group: { $count } of { $of }

## The answer

head-pass = Come in
head-part = Valid in part
head-unheld = Genuine paper
head-fail = Not accepted
head-doubt = Cannot decide
answer-next = Next
answer-what-to-do = What to do
answer-facts-gone = The facts were taken off the screen.
answer-photo = Photo of the holder
answer-photo-look = Compare the photo with the face.
answer-clock = Check this device's clock
answer-clock-shows = It shows { $time }. If that is wrong, set date and time to automatic.
answer-level = Level { $level }
answer-code = Code for support: { $code }
answer-more = What this level stops
answer-in-force-only = Valid only for:

## When the device itself is the trouble

device-clock = Check this device's clock.
    .advice = It shows { $time }. Set date and time to automatic, then press “Try again”.
device-storage = This device has no room to keep its records.
    .advice = You can go on scanning. Make room on the device today: until then counts are lost when the page is closed.
device-update = A new version is ready.
    .advice = Use it when nobody is waiting. It takes a moment.
device-update-now = Use it now
device-update-failed = An update did not arrive whole. This version goes on working.
    .advice = Nothing to do: the update is tried again when there is a network.
device-sound = Tap once to switch sound on

## No phone

manual-button = No phone
manual-title = A person without a phone
manual-how = Check in another way, then count the person here. Nothing about the person is kept.
manual-staff = Staff card or another document seen
manual-vouched = A resident or host vouches
manual-called = Host called and agreed
manual-supervisor = Supervisor decided
manual-turned-away = Not let in
manual-counted = Counted
manual-undo = Undo

## Group

group-button = Group
group-title = A group
group-how = Set how many belong together. Each “Come in” counts one.
group-size = People in the group
group-begin = Begin
group-end = End the group
group-now = { $count } of { $of } are in
group-complete = The group is complete.
undo-last = Undo last

## Ask first: level 2

ask-button = Ask first
ask-title = Ask first
ask-how = The holder scans this with the wallet. Then scan the holder's new code.
ask-scan = Scan the answer
ask-left = Still { $seconds } s
ask-over = The time for this request is over.
ask-again = New request
ask-what = What is asked
ask-purpose = Purpose, shown to the holder
ask-purpose-is = Purpose: { $purpose }
ask-not-registered = The wallets will not know this device until the authority has added its key.
    .advice = Give the registration in “This device” to your supervisor.
ask-waiting = Waiting for the answer to your request
ask-fault = The request could not be made.
    .advice = Look at the purpose and at what is asked in the settings.

## More

more-button = More
more-title = More
more-training = Training
more-shift = This shift
more-trust = Trust list
more-settings = Settings
more-keyboard = Test a connected scanner
more-privacy = What this device remembers
more-check = Check the report of a shift
more-help = Help
back = Back

## Training

training-title = Training
training-how = Real codes that were made for practice, judged by the same program as of the day they were made. Nothing is counted.
training-banner = TRAINING – nobody is here
training-come-in = Come in
training-photo = Come in, with photo
training-asked = Come in, asked first
training-part = Valid in part
training-again = The same holder again
training-seen = The same code again
training-late = An old screenshot
training-expired = An expired licence
training-revoked = A revoked document
training-suspended = A suspended document
training-edited = An altered code
training-stranger = An unknown issuer
training-place = Made for another place
training-web = A web address
training-list = A trust list that is too old
training-clock = A wrong clock
training-other = A document type not known here

## The shift and its report

shift-title = This shift
shift-since = Since { $time }
shift-none = Nothing was counted yet.
shift-in = Came in
shift-in-part = Valid in part
shift-refused = Not accepted
shift-undecided = Could not be decided
shift-manual = Without a phone, came in
shift-manual-refused = Without a phone, not let in
shift-undone = Undone
shift-hours = Hour by hour
shift-hour = Hour
shift-end = End the shift
shift-end-sure = End the shift and begin a new one?
    .advice = The report is signed by this device. The counters begin again at nought.
shift-report = Report of the shift
shift-save = Save the report
shift-previous = The last report
shift-persons = The report holds numbers only, no person.
shift-number = Report number { $number }

## Checking a report

check-title = Check the report of a shift
check-how = Paste the report or choose its file. It is checked on this device.
check-text = Report
check-file = Choose a file
check-go = Check
check-good = The report is whole: it was signed by the device with this fingerprint.
check-own = It is the fingerprint of this device.
check-bad = The report was altered, or it is not one.
    .advice = Ask for the file as the device saved it.
check-device = Fingerprint
check-door = Door
check-from = From
check-until = Until

## The trust list

trust-title = Trust list
trust-get = Get trust list
trust-file = Load from a file
trust-version = Version { $version }
trust-issued = Signed: { $time }
trust-issuers = { $count ->
        [one] 1 issuer
       *[other] { $count } issuers
    }
trust-got = The trust list is up to date.
trust-kept = Nothing newer was found. The list of before stays in use.
trust-no-network = The trust list could not be fetched.
    .advice = Look whether there is a network, or load the file. The list of before stays in use.
trust-refused = The new trust list was refused. The list of before stays in use.
trust-when = It is fetched when the app starts and every few hours, never during a scan.

## A connected scanner

keyboard-title = Test a connected scanner
keyboard-how = Scan this code with the connected scanner.
keyboard-good = The scanner types every character rightly.
keyboard-layout = The scanner types “{ $got }” for “{ $want }”: its keyboard layout is not that of this device.
    .advice = Set the scanner to the keyboard layout “US English”, or to the one that this device uses.
keyboard-spaces = The scanner drops spaces.
    .advice = Switch off whatever trims or joins spaces in the scanner's settings.
keyboard-case = The scanner types small letters for capitals.
    .advice = Switch off Caps Lock on this device, and case conversion in the scanner.
keyboard-short = The scanner stopped before the end, or drops characters.
    .advice = Give the scanner a longer pause between characters.
keyboard-waiting = Waiting for the scanner …

## Settings

settings-title = Settings
settings-look = Screen
settings-theme = Brightness
theme-auto = As the device
theme-day = Day
theme-night = Night
theme-sunlight = Sunlight
settings-large = Large text
settings-left = For the left hand
settings-signals = Signals
settings-sound = Sound
settings-vibration = Vibration
settings-try-pass = Try “come in”
settings-try-fail = Try “not accepted”
settings-door = Door
settings-door-name = Name of the door
settings-site = Site number, 16 characters 0-9 a-f
settings-site-wrong = The site number has 16 characters, 0-9 and a-f.
settings-save = Save
settings-saved = Saved
settings-pin = Supervisor PIN
settings-pin-new = New PIN, 6 digits or more
settings-pin-set = Set the PIN
settings-pin-remove = Remove the PIN
settings-pin-short = The PIN needs 6 digits or more.
settings-pin-ask = Only a supervisor may change this. Enter the PIN.
settings-pin-open = Open
settings-pin-wrong = This PIN is wrong. Wait { $seconds } s.
settings-device = This device
settings-device-how = Give this file to the authority, so that wallets know who asks. It holds no secret.
settings-device-is = Fingerprint: { $mark }
settings-device-save = Save the registration
settings-erase = Erase everything on this device
settings-erase-sure = Erase counters, settings, trust list and key of this device?
    .advice = Save the report of the shift first. This cannot be undone.
settings-erase-yes = Erase

## What is remembered

privacy-title = What this device remembers
privacy-picture = Picture of the camera
privacy-picture-kept = A moment, in memory only
privacy-facts = Name, photo and facts on the screen
privacy-facts-kept = 5 seconds, or until the next scan
privacy-code = A mark of each used code, no fact of the person
privacy-code-kept = About a minute
privacy-holder = A mark of each admitted holder, secret to this session
privacy-holder-kept = 10 minutes, in memory only
privacy-counts = Numbers of the shift
privacy-counts-kept = Until the shift ends; the last report until the next
privacy-settings = Settings, trust list and key of this device
privacy-settings-kept = Until they are erased
privacy-thing = What
privacy-how-long = For how long
privacy-network = No request leaves this page during a scan. The network is used for the trust list and new versions only.

## Help

help-title = Help
help-good-light = Hold the phone straight and a hand's breadth away. Glare: tilt it. Dark: press “Light”.
help-colours = Tick on green: come in. Half circle on blue: valid in part. Cross on red: not accepted. Question mark on yellow: cannot decide, check in another way.
help-keys = Any key or a connected button goes on to the next person.
help-levels = Every level stops forgery, changes, expiry and old screenshots. A photo helps only if you compare it. “Ask first” also stops codes made beforehand.
