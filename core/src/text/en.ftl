### What chop says in English.
###
### It is long because one file a language holds every text, so that a translator has the whole before them. A message
### with an attribute “advice” belongs to the code that has “.” in place of “--”: its value says what happened, its advice
### what to do next. Every other message is a label of a screen. The three files have the same keys and the same
### arguments; a test fails on the first that differs.

## Phrases that several advices share

-show-again = Ask the holder to show a new code.
-try-again = Ask for it to be shown again. If that fails too, do not rely on it.
-not-rely = Do not rely on it. Check in another way, or call your supervisor.
-department = Ask the holder to contact the issuing department.
-update = Update this software and the trust list, then try again.
-support = If it happens again, give the error code to technical support.
-new-file = Ask whoever made the file for a correct one.
-certificate = Do not rely on it. Tell technical support: the issuing department must correct its certificate.
-certificate-request = Correct what you gave for the certificate, and make it again.
-key-file = Use a key file that chop made, or one in a form that the manual names.
-record = Correct the value in the table, and start the batch again.
-descriptor = Correct the descriptor, then run “chop kinds check” again.
-number = Give the kind a new number, and leave the old one as it is.
-new-list = Get a newer trust list from its authority.
-keep-list = Keep using the list you have, and ask the authority for a correct one.
-status-list = Publish the status list again from the issuer that made it.
-new-request = Ask the holder to make a new request in the wallet.
-ask-staff = Ask the staff to show a new request. Share nothing until then.
-set-time = Set the date and time of this device to automatic, then try again.
-space = Make room on the disk, then do the same again.

## The answer to a scan: read by the staff at the door

ok = The document is genuine and in force.
    .advice = If a photo is shown, compare it with the person.
code--prefix = This is not the code of a digital document.
    .advice = Ask the holder to open the document in the wallet and show its code.
code--text-length = The code is longer than any code of a digital document.
    .advice = { -try-again }
code--base45 = The code is damaged: it has a character that cannot be there.
    .advice = { -try-again }
code--size = The code holds more than a code may hold.
    .advice = { -try-again }
code--type = The code is damaged: one of its parts does not have the right form.
    .advice = { -try-again }
code--range = The code is damaged: one of its numbers cannot be right.
    .advice = { -try-again }
code--version = The code is of a version that this device does not know.
    .advice = { -update }
code--profile = This device does not know document type number { $number }.
    .advice = { -update } Until then, check in another way.
code--items = The code does not have the facts that this kind of document has.
    .advice = { -try-again }
code--value = A fact in the code is not one that this kind of document can have.
    .advice = { -try-again }
code--status-missing = The code does not say where to check whether the document was revoked.
    .advice = { -not-rely }
code--device-key = The code does not name the holder's device in the right form.
    .advice = { -try-again }
cbor--truncated = The data are damaged: they end too early.
    .advice = { -try-again }
cbor--trailing = The data are damaged: something follows their end.
    .advice = { -try-again }
cbor--malformed = The data are damaged and cannot be taken apart.
    .advice = { -try-again }
cbor--not-shortest = The data are not in the one form allowed: a number is written too long.
    .advice = { -try-again }
cbor--indefinite = The data are not in the one form allowed: a part does not state its length.
    .advice = { -try-again }
cbor--order = The data are not in the one form allowed: their parts are in the wrong order.
    .advice = { -try-again }
cbor--duplicate = The data have one part twice.
    .advice = { -not-rely }
cbor--depth = The data are packed in too many layers.
    .advice = { -not-rely }
cbor--items = The data have too many parts.
    .advice = { -not-rely }
cbor--string-length = One part of the data is too long.
    .advice = { -not-rely }
cbor--utf8 = The data are damaged: a text cannot be read.
    .advice = { -try-again }
cose--shape = The signature in the document does not have the right form.
    .advice = { -try-again }
cose--protected = What the document says about its signature is not well-formed.
    .advice = { -not-rely }
cose--algorithm = The document is signed in a way that is not accepted here.
    .advice = { -not-rely }
cose--critical = The signature has a condition that this device does not know.
    .advice = { -update }
cose--chain = The document does not name its signer in the right form.
    .advice = { -not-rely }
cose--key = A key in the document is of a kind that is not accepted.
    .advice = { -not-rely }
mdoc--size = The document is larger than any document may be.
    .advice = { -not-rely }
mdoc--structure = This is not a digital document of a known form.
    .advice = { -try-again }
mdoc--version = The document is of a version that this device does not know.
    .advice = { -update }
mdoc--status = The holder's device answered without a document.
    .advice = Ask the holder to agree on the phone, then try again.
mdoc--item = A fact in the document is not complete.
    .advice = { -not-rely }
mdoc--mso = What the issuer signed does not have the right form.
    .advice = { -not-rely }
mdoc--digest-algorithm = The document protects its facts in a way that is not accepted here.
    .advice = { -not-rely }
mdoc--validity-order = The dates of the document contradict each other.
    .advice = { -not-rely } { -department }
mdoc--value = A fact in the document is not one that this kind of document can have.
    .advice = { -not-rely }
issuer--unknown = Unknown issuer: it is not on the trust list.
    .advice = { -not-rely }
issuer--unauthorised = The issuer is not authorised to issue this document.
    .advice = { -not-rely }
issuer--key-revoked = The issuer's digital signature has been withdrawn.
    .advice = { -not-rely } { -department }
x509--revoked = The issuer's certificate was revoked by the authority above it.
    .advice = { -not-rely } { -department }
issuer--key-time = The document was signed at a time when the issuer could not sign.
    .advice = { -not-rely } { -department }
signature--issuer = The content was altered, or the issuer did not sign it.
    .advice = { -not-rely }
signature--algorithm = The signature uses a method that is no longer relied on.
    .advice = Do not accept it. Ask the holder to have the document issued again.
signature--device = It was not shown by the holder's device, or it was altered after that.
    .advice = { -try-again }
signature--invalid = The signature does not match.
    .advice = { -not-rely }
digest--mismatch = A fact was altered after the document was issued.
    .advice = { -not-rely }
digest--missing = A fact is shown that the issuer did not sign.
    .advice = { -not-rely }
digest--duplicate-element = One fact is shown twice.
    .advice = { -not-rely }
digest--salt = A fact is not protected well enough against guessing.
    .advice = { -not-rely } { -department }
digest--doc-type = The document says it is of another kind than the one that was signed.
    .advice = { -not-rely }
holder--missing = Nothing proves that the holder is showing this document.
    .advice = Ask the holder to show it from the wallet, not a saved file.
holder--transcript = The holder's proof belongs to another meeting than this one.
    .advice = { -try-again }
holder--reader-key = Only the reader that asked for the document can check the holder's proof.
    .advice = Check it with the reader that asked for it.
holder--request = The request that the holder answered is not known here.
    .advice = Check it with the reader that made the request.
holder--nonce = The holder answered another request than this one.
    .advice = { -try-again }
holder--audience = The holder agreed to show this to someone else, not to you.
    .advice = { -try-again }
holder--presentation = What is shown is not what the holder agreed to show.
    .advice = { -try-again }
holder--time = The holder's proof was not made just now.
    .advice = Check the time on this device and on the holder's phone, then try again.
disclosure--required = A fact that must always be shown is hidden.
    .advice = Make a new code with the facts that are marked “always shown”.
freshness--stale = The code is too old: it was made { $span } ago.
    .advice = Screenshots are not accepted. Ask the holder to open the code again.
freshness--future = The code is { $span } ahead of the clock of this device.
    .advice = Check the time on this device and on the holder's phone, then scan a new code.
challenge--missing = This code does not answer the request on your screen.
    .advice = Ask the holder to scan the code on your screen first, then scan the holder's new code.
challenge--unexpected = This code answers another request than yours.
    .advice = { -show-again } If it happens again, do not rely on it.
challenge--expired = The request on your screen has run out of time.
    .advice = Show a new request, and let the holder scan it.
audience = The code was made for another place.
    .advice = Ask the holder to make a code for this place. If it happens again, check the site setting of this device.
clock--doubtful = The clock of this device cannot be right.
    .advice = { -set-time }
trust--stale = The trust list is out of date: it is from { $at }.
    .advice = Get the new trust list, then scan again. Until then, check in another way.
trust--crl-stale = The revocation list of the issuer's certificates is out of date: the next one was due { $until }.
    .advice = Get the new trust list, then scan again. Until then, check in another way.
time--not-yet = This digital copy can be used only from { $from }.
    .advice = Check the time on this device. If it is right, ask the holder to come back later.
time--expired = This digital copy needs an update: it could be used until { $until }.
    .advice = Ask the holder to update the document in the wallet and show it again.
document--not-yet = Not yet valid: the document is valid from { $from }.
    .advice = Do not accept it before that day.
document--expired = Expired: the last valid day was { $on }.
    .advice = Do not accept it. The holder can ask the issuing department to renew it.
in-force--not-yet = { document--not-yet }
    .advice = { document--not-yet.advice }
in-force--expired = { document--expired }
    .advice = { document--expired.advice }
status--revoked = The issuing department has revoked this document.
    .advice = Do not accept it. { -department }
status--suspended = The issuing department has suspended this document for the time being.
    .advice = Do not accept it today. { -department }
status--unknown = It cannot be checked off line whether this document was revoked.
    .advice = Get the new trust list, then scan again. Until then, check in another way.
replay--seen = This code was already used at { $at }.
    .advice = { -show-again } A copied code works only once.
replay--before-start = The code was made before this device began to scan.
    .advice = { -show-again }
replay--memory = This device cannot read or write its record of used codes.
    .advice = Check in another way, and tell technical support.
verified = { ok }
    .advice = { ok.advice }
verified-partly = The document is genuine, and in force for a part of what it grants.
    .advice = Accept it only for the classes named as valid.

## Cautions beside a verdict

trust--ageing = The trust list is more than one day old.
    .advice = You may go on. Get the new trust list today.
trust--unpinned = It has not been confirmed on this device who makes the trust list.
    .advice = Ask technical support to confirm it once, with “chop trust pin FILE”.
holder--again =
    The same holder was admitted { $minutes ->
        [0] less than a minute
        [one] 1 minute
       *[other] { $minutes } minutes
    } ago.
    .advice = Look whether it is the same person.
holder--unproven = It was not checked that the holder is the one showing this document.
    .advice = Make sure in another way who is before you.
replay--unchecked = It was not checked whether this code was used before.
    .advice = If it matters, scan with a device that remembers used codes.
status--none = The document cannot be revoked: it lives long and names no list that says whether it still counts.
    .advice = If it matters, ask its issuer whether it still counts.

## What was given to scan

input--unreadable = What was given cannot be read.
    .advice = Give the text of a code, a picture of a code, or a document file.
input--too-large = What was given is larger than anything that can be checked.
    .advice = Give only the code or the document.
input--web-address = This is a web address, not the code of a digital document.
    .advice = Do not open it. Ask the holder to show the code in the wallet.
input--challenge = This is a request from staff, not a holder's document.
    .advice = Ask the holder to scan it in the wallet, then scan the code that the wallet shows.
input--not-a-code = This is a code of something else, not of a digital document.
    .advice = Ask the holder to open the document in the wallet and show its code.
input--file = The file { $path } cannot be opened.
    .advice = Check the name of the file, and whether you may read it.
input--kind = The descriptor { $path } is not well-formed.
    .advice = Run “chop kinds check” to see what is wrong.
input--exists = There is something at { $path } already.
    .advice = Choose another name, or move away what is there.
picture--format = The picture cannot be read: it is not PNG, JPEG or WebP, or it is broken.
    .advice = Take a new picture of the code.
picture--size = The picture is too large.
    .advice = Take a smaller picture, of the code alone.
picture--no-code = No readable code was found in the picture.
    .advice = Take a new picture: the whole code, sharp, in good light, without glare.
picture--several = There are { $count } codes in the picture.
    .advice = Take a picture of one code alone.

## The staff's request: read by the holder in the wallet

challenge--format = This is not a request that a wallet can answer.
    .advice = { -ask-staff }
challenge--version = The request is of a version that this wallet does not know.
    .advice = Update the wallet, then scan the request again.
challenge--range = The request breaks a rule: its time, its purpose or its list of facts.
    .advice = { -ask-staff }
challenge--unknown-verifier = Nobody on the trust list made this request.
    .advice = Share nothing. Show your document in another way.
challenge--purpose = This verifier may not ask for this purpose.
    .advice = Share nothing. Show your document in another way.
challenge--signature = The request was altered, or the verifier did not make it.
    .advice = Share nothing. Tell the staff.
challenge--time = The request is too old, or its time lies ahead.
    .advice = { -ask-staff }
present--no-profile = This document cannot be shown as a code.
    .advice = Show it in another way, or show the paper document.
present--foreign = This document was issued in a form that cannot become a code.
    .advice = Show it in another way, or show the paper document.
present--no-such-element = The document does not have a fact that was asked for.
    .advice = Choose from the facts that the document has.
present--size = What you chose does not fit into one code.
    .advice = Share fewer facts, or leave out the photo.
present--device-key = This device does not hold the key of the document.
    .advice = Use the device for which the document was issued, or ask for a new document.

## The wallet: read by the holder

wallet--pin = The PIN is wrong; tries left: { $count }.
    .advice = Try again with care. After the last try the wallet is erased.
wallet--pin-wait = Too many wrong PINs: the next try is possible in { $span }.
    .advice = Wait, and make sure of your PIN.
wallet--locked = The wallet is locked after wrong tries: the next one is possible from { $until }.
    .advice = Wait until then, and make sure of your PIN or passphrase.
wallet--passphrase = The passphrase is wrong; tries left: { $count }.
    .advice = Try again with care. After the last try the wallet waits, and in the end it is erased.
wallet--busy = Another program has the wallet open.
    .advice = Close the other program, then try again.
wallet--version = The wallet was made by a newer version of this software.
    .advice = Update this software, then open the wallet again.
wallet--cost = Opening the wallet takes more memory than there is or than is allowed.
    .advice = Close other programs, then try again.
wallet--io = The files of the wallet cannot be read or written.
    .advice = Check that the folder is yours and the disk is not full.
device--missing = There is no device key here.
    .advice = Put the device key back. Without it the wallet stays locked.
device--altered = The device key is not the one that was made here.
    .advice = Put the right device key back. Without it the wallet stays locked.
device--lower = The device's counter would go back, which happens only with an old copy.
    .advice = Use the newest state of this wallet, or set up a new one.
device--io = The device key cannot be read or written.
    .advice = Check that the file is yours and the disk is not full.
wallet--wiped = The wallet was erased after too many wrong tries.
    .advice = Set up the wallet again, and ask the issuing departments for new documents.
wallet--tampered = The files of the wallet were altered, deleted or put back from an old copy.
    .advice = It stays locked. Set up a new wallet, and ask the issuing departments for new documents.
wallet--exists = There is a wallet here already.
    .advice = Use it, or choose another folder.
wallet--missing = There is no wallet here.
    .advice = Set one up with “chop wallet init”, or name its folder.
wallet--pin-weak = This PIN or passphrase is too easy to guess.
    .advice = Do not use a date, a row such as 123456 or one digit many times. A passphrase has ten characters or more.
wallet--no-such-document = The wallet does not have this document.
    .advice = See what it has with “chop wallet list”.
wallet--no-key = The wallet made no key for this document.
    .advice = Make a request with “chop wallet request”, and send it to the issuing department.
wallet--clock = The clock of this device is behind a time that the wallet has already seen.
    .advice = { -set-time }
wallet--session-over = The time for showing the code is over.
    .advice = Unlock the wallet to show the code again.
wallet--not-genuine = What was received is not shown to be genuine, so nothing was added.
    .advice = Ask the issuing department to send it again. Check that your trust list is up to date.
wallet--no-code-now = The wallet has no copy of this document that can be shown now.
    .advice = Update the document: add what the issuing department sent last, or make a new request.
document--unknown = The wallet does not have this document.
    .advice = See what it has with “chop wallet list”.
document--ambiguous = The wallet has { $count } documents of this kind.
    .advice = Name one of them as “chop wallet list” does.
log--broken = Entry { $number } of the log is missing or was changed.
    .advice = Do not rely on the log from this entry on.
receive--kind = What was received is not of the kind that was asked for.
    .advice = Ask the issuing department for the right document.
receive--not-ours = What was received was made for another wallet.
    .advice = Open it in the wallet that made the request, or make a new request.
receive--key-used = What was received uses a key that another document has already.
    .advice = Make a new request, and send it to the issuing department.
receive--issuer = What was received comes from another issuer than the one you asked.
    .advice = Nothing was added. Ask the issuing department about it.
request--kind = There is no kind of document of this name.
    .advice = See the names with “chop kinds list”.
request--issuer-unknown = No issuer on the trust list may issue this, or not the one you named.
    .advice = Get the newest trust list, and check the issuer's name with “chop trust show”.
request--issuer-unnamed = There are { $count } issuers that may issue this.
    .advice = Name the one that you ask, as “chop trust show” does.
request--keys = This kind of document needs more keys than one request can carry.
    .advice = Ask the issuing department, which sets how many copies there are.
consent--no-such-element = The document does not have a fact that you chose.
    .advice = Choose from the facts that the document has.
consent--no-such-view = This kind of document does not have this set of facts.
    .advice = See the sets with “chop kinds show”.
consent--not-asked = The verifier did not ask for a fact that you chose.
    .advice = Share only what was asked for, or less.
consent--other-profile = The verifier asks for another kind of document.
    .advice = Choose a document of that kind, or decline.
claim--code = This is not a claim code: a letter or digit is wrong.
    .advice = Type it again as it stands in the letter: sixteen letters and digits.

## The issuer: read by the department's operator

issuer--exists = There is an issuer here already.
    .advice = Use it, or choose another folder.
issuer--missing = There is no issuer here.
    .advice = Set one up with “chop issuer init”, or name its folder.
issuer--passphrase = The passphrase is wrong, or the key file is damaged.
    .advice = Type the passphrase again. If it is right, put the key file back from its backup.
issuer--batch-invalid =
    The batch has { $count ->
        [one] 1 fault
       *[other] { $count } faults
    }, so nothing was signed.
    .advice = Correct the rows named in { $path }, then start again.
issuer--column-unknown = The kind { $kind } has no column “{ $column }”.
    .advice = Remove the column, or correct its name. “chop kinds show” lists the columns.
issuer--column-missing = The table has no column “{ $column }”.
    .advice = Add the column. “chop kinds show” lists the columns.
issuer--row = Row { $row } has a fault in column “{ $column }”.
    .advice = { -record }
issuer--duplicate-holder = Row { $row } names a holder who is in the batch already.
    .advice = Keep one row for each holder, then start again.
issuer--claim-used = This claim code was used already.
    .advice = Make sure who asks, then give the holder a new claim code.
issuer--list-full = The status list has no free places left.
    .advice = Begin a new status list, then go on with the batch.
issuer--locked = Another run is working with this issuer.
    .advice = Wait until it ends, then start again. Nothing is lost.
issuer--no-such-holder = This issuer has no holder with this reference.
    .advice = Check the reference with “chop issuer list”.
issuer--two-persons = Revoking { $count } documents at once needs a second person.
    .advice = Ask a second authorised person to confirm.
issuer--name = A reference or a name is empty, too long, or has a character that is not allowed.
    .advice = Give 1 to 64 characters.
store--missing = There is no register here.
    .advice = Set up the issuer with “chop issuer init”, or name its folder.
store--version = The register belongs to a newer version, or to another program.
    .advice = Update this software, then try again.
store--busy = Another run is working with the register.
    .advice = Wait until it ends, then start again. Nothing is lost.
store--full = The disk is full, so nothing was added to the register.
    .advice = { -space }
store--corrupt = The register is damaged, or is not a register.
    .advice = Put the register back from its newest backup.
store--read-only = The register may not be written.
    .advice = Check that the file and its folder are yours to write.
store--io = The disk failed while the register was read or written.
    .advice = Check the disk before you go on.
store--constraint = The entry would break a rule of the register, so it was undone.
    .advice = { -support }
store--backend = The register's database failed.
    .advice = Try again. { -support }
portrait--file-size = The photo's file is too large.
    .advice = Use a smaller file of the same photo.
portrait--pixels = The photo has too many pixels.
    .advice = Use a smaller copy of the same photo.
portrait--format = The photo is not PNG, JPEG or WebP.
    .advice = Save the photo in one of these formats.
portrait--damaged = The photo's file is damaged.
    .advice = Save the photo again from its source.
portrait--too-small = The photo is too small.
    .advice = Use a photo of at least 60 by 80 pixels.
portrait--no-fit = The photo has too much detail to fit into a code.
    .advice = Use a photo with a plain background.
issuer--busy = Another run is working with this issuer.
    .advice = Wait until it ends, then start again. Nothing is lost.
issuer--clock = The clock of this device cannot be right.
    .advice = { -set-time }
issuer--key-mismatch = The key file holds another key than this issuer's.
    .advice = Put the issuer's own key file back.
issuer--kind-refused = This issuer does not issue this kind of document.
    .advice = Choose one of the kinds that it was set up for.
issuer--kind-unknown = There is no kind of document of this name.
    .advice = See the names with “chop kinds list”.
issuer--no-kinds = The issuer would issue no kind of document.
    .advice = Name one kind at least.
issuer--signer-expired = The certificate of the signing key does not cover this time.
    .advice = Renew the certificate, then put it on the trust list.
issuer--status-prefix = This cannot be the address of status lists.
    .advice = Give an address that begins with “https://” and ends with “/”.
audit--broken = Entry { $number } of the issuer's log was changed, removed or put in.
    .advice = Do not rely on the log from this entry on. Tell your security officer.
audit--head-missing = The issuer's log does not hold the digest that was kept.
    .advice = The end of the log was cut off, or the digest is of another log. Tell your security officer.
intake--refused =
    The batch has { $count ->
        [one] 1 fault
       *[other] { $count } faults
    }, so nothing of it was taken.
    .advice = Correct the rows named in the error file, then start again.
intake--changed = The batch or the register changed while it was being checked.
    .advice = Start again, and leave the file alone until the end.
intake--encoding = The row is not UTF-8 text.
    .advice = Save the table as UTF-8, then start again.
intake--fields = The row has more or fewer fields than the header.
    .advice = { -record }
intake--row-size = The row is too large.
    .advice = { -record }
intake--rows = The batch has too many rows.
    .advice = Divide the table, and issue one part after the other.
intake--empty = The batch has no rows.
    .advice = Give a table with a header and one row at least.
intake--object = The line is not a JSON object.
    .advice = { -record }
intake--holder-missing = The row has no reference of the holder.
    .advice = { -record }
intake--holder-form = The holder's reference is too long, or has a character that is not allowed.
    .advice = { -record }
intake--holder-twice = Two rows have the same holder.
    .advice = Keep one row for each holder, then start again.
intake--holder-unknown = There is no document of this holder to correct.
    .advice = Check the reference with “chop issuer list”.
intake--holder-several = This holder has several such documents.
    .advice = Revoke those that no longer count, then correct the one that stays.
intake--claim-twice = Two rows have the same claim code.
    .advice = { -record }
intake--claim-taken = Another record has this claim code.
    .advice = Give this record a new claim code.
intake--picture-path = The photo lies outside the folder of the batch.
    .advice = Put the photo into the folder of the batch, then start again.
intake--picture-missing = The photo is not there, or cannot be read.
    .advice = Put the photo into the folder of the batch, then start again.
intake--picture-size = The photo's file is too large.
    .advice = Use a smaller file of the same photo.
issue--values = The record does not have exactly one value for each fact of this kind.
    .advice = Make the record again from the table of this kind.
issue--device-key = The holder's key is not of the kind that documents need.
    .advice = { -new-request }
request--format = This is not a holder's request, or not what an issuer sends back.
    .advice = Check which file you gave. { -new-request }
request--version = The request is of a version that this software does not know.
    .advice = { -update }
request--proof = The request does not prove that the wallet holds its keys.
    .advice = { -new-request }
request--duplicate-key = The request has one key twice.
    .advice = { -new-request }
request--expired = The request has expired.
    .advice = { -new-request }
request--other-issuer = The request is for another issuer.
    .advice = Give it to the issuer that it is for. { -new-request }
request--other-kind = The request is for another kind of document.
    .advice = Issue it with the kind that it is for.
request--claim-unknown = No record has the claim code of this request.
    .advice = Load the batch with the record first, or give the holder the right claim code.
request--claim-used = Another request has used this claim code already.
    .advice = Make sure who asks, then issue the record again with a new claim code.
request--record-ended = The record of this request was revoked or replaced.
    .advice = Give the holder the claim code of the newer record.
request--too-few-keys = The request has fewer keys than this kind of document needs.
    .advice = { -new-request }
request--key-type = The request has a key of a kind that documents do not use.
    .advice = { -new-request }
request--key-used = The request has a key that another document uses already.
    .advice = { -new-request }
issuer--signer-expires = The document would be valid longer than the certificate of the signing key.
    .advice = Renew the certificate with “chop issuer renew”, then do the same again.
issuer--no-such-record = This issuer has no record, credential or batch with this number.
    .advice = Check the number with “chop issuer list”.
issuer--final = The document was revoked, and that is for good.
    .advice = Load the record again: the holder gets a new document.
issuer--same-person = The second person must not be the one who gave the order.
    .advice = Ask another authorised person to confirm.
issuer--proposal = There is no such order to confirm: it was confirmed before, is too old, or is for something else.
    .advice = Give the order again.
record--missing = A value that must be there is missing.
    .advice = { -record }
record--unknown-column = This kind of document has no such column.
    .advice = Remove the column, or correct its name.
record--duplicate-column = Two columns have the same name.
    .advice = Keep one of them.
record--derived-column = This value is worked out by the software and is not taken from a table.
    .advice = Remove the column.
value--type = The value is not of the type that the column has.
    .advice = { -record }
value--range = The number is out of range.
    .advice = { -record }
value--text = The text has a character that is not allowed.
    .advice = { -record }
value--date = This is not a day of the calendar.
    .advice = Write the date as year-month-day, such as 2026-11-24.
value--time = This is not a valid time.
    .advice = Write the time such as 2026-11-24T10:42:00Z.
value--code = The value is not on the list for this column.
    .advice = Use one of the codes that “chop kinds show” lists.
value--length = The value is too long.
    .advice = { -record }
value--name = The name is not written the way names are.
    .advice = Write it exactly as on the identity card.
value--id-number = The identity number is not right.
    .advice = Check the letters, the six digits and the check digit.
value--image = The photo is not a picture of a known format.
    .advice = Use a PNG, JPEG or WebP picture.
value--list = An entry of the list lacks a part, or has one too many.
    .advice = { -record }
hkid--format = This is not written like a Hong Kong identity card number.
    .advice = Write one or two letters, six digits and the check digit.
hkid--check-digit = The check digit belongs to another number.
    .advice = Compare the number with the card.
date--format = This is not a date that can be read.
    .advice = Write the date as year-month-day, such as 2026-11-24.
time--format = This is not a time that can be read.
    .advice = Write the time such as 2026-11-24T10:42:00+08:00.
id--format = This is not a name that kinds, facts or types can have.
    .advice = Use a name that “chop kinds list” or “chop kinds show” prints.
language--unknown = This language is not one of the three.
    .advice = Use en, zh-Hant or zh-Hans.

## Descriptors of kinds: read by whoever writes one

kind--toml = The descriptor is not TOML.
    .advice = { -descriptor }
kind--size = The descriptor is longer than 64 KiB.
    .advice = { -descriptor }
kind--unknown-key = No descriptor has this key.
    .advice = { -descriptor }
kind--missing-key = A key that must be there is missing.
    .advice = { -descriptor }
kind--type = The value is of another type than this key has.
    .advice = { -descriptor }
kind--choice = The word is not one of those that this key allows.
    .advice = { -descriptor }
kind--language = The text is not there in all three languages.
    .advice = { -descriptor }
kind--text = The text is empty, too long, or has a control character.
    .advice = { -descriptor }
kind--range = The number is out of range.
    .advice = { -descriptor }
kind--name = This cannot be the name of a kind.
    .advice = { -descriptor }
kind--doctype = This is not an ISO document type.
    .advice = { -descriptor }
kind--vct = This is not an SD-JWT VC type.
    .advice = { -descriptor }
kind--vc-type = This is not a W3C credential type.
    .advice = { -descriptor }
kind--discreet = A discreet kind cannot have a code: its name would be readable by anyone.
    .advice = Remove “code_profile” from the descriptor.
kind--code-size = A code has no room for so many facts or so large a picture.
    .advice = { -descriptor }
kind--duration = This is not a length of time between one minute and one year.
    .advice = Write it such as P1Y, P30D or PT30H.
kind--short-lived = The copies of a short-lived kind may not live longer than 30 hours.
    .advice = { -descriptor }
kind--in-force-unknown = A fact that decides whether the document is in force does not exist.
    .advice = { -descriptor }
kind--in-force-bound = A date that decides whether the document is in force does not say if it is a first or a last day.
    .advice = { -descriptor }
kind--in-force-disclosed = A fact that decides whether the document is in force may be hidden.
    .advice = Set “disclose” of this fact to “always”.
kind--entitlements = The entitlements are not records of a code and its own days.
    .advice = { -descriptor }
kind--begins-at-age = The age at which the document begins counts from no date of birth.
    .advice = { -descriptor }
kind--element-id = This cannot be the name of a fact.
    .advice = { -descriptor }
kind--element-duplicate = Two facts have the same name.
    .advice = { -descriptor }
kind--element-option = The type of this fact does not have this option.
    .advice = { -descriptor }
kind--codes = The list of codes is empty, has one code twice, or a bad code.
    .advice = { -descriptor }
kind--list = The list does not say what its entries are, or they are not flat.
    .advice = { -descriptor }
kind--always-optional = A fact cannot be always shown and optional as well.
    .advice = { -descriptor }
kind--derive-source = The fact to work this out from is missing, of the wrong type, or worked out itself.
    .advice = { -descriptor }
kind--derive-type = The rule gives another type than this fact has.
    .advice = { -descriptor }
kind--derive-optional = A fact worked out from an optional one must be optional too.
    .advice = { -descriptor }
kind--example = The example breaks the rules of its own fact.
    .advice = { -descriptor }
kind--elements = No fact goes into the document.
    .advice = { -descriptor }
kind--view-id = This cannot be the name of a view.
    .advice = { -descriptor }
kind--view-duplicate = Two views have the same name, or a view has one fact twice.
    .advice = { -descriptor }
kind--view-element = A view asks for a fact that the document does not have.
    .advice = { -descriptor }
kind--view-never = A view asks for a fact that is never shown.
    .advice = { -descriptor }
kind--view-empty = A view asks for no fact.
    .advice = { -descriptor }
kind--colour = This is not a colour such as #1d4e2a.
    .advice = { -descriptor }
kind--contrast = The text of the card is hard to read on its background.
    .advice = Choose colours with a contrast of 4.5 to 1 or more.
kinds--name-taken = Another kind has this name.
    .advice = Choose another name.
kinds--profile-taken = Another kind has this number.
    .advice = { -number }
kinds--doctype-taken = Another kind has this ISO document type.
    .advice = Choose another document type.
kinds--vct-taken = Another kind has this SD-JWT VC type.
    .advice = Choose another type.
kinds--vc-type-taken = Another kind has this W3C credential type.
    .advice = Choose another type.
kinds-lock--syntax = Line { $line } of the lock of kinds cannot be read.
    .advice = Put the file back from version control. Do not edit it by hand.
kinds-lock--duplicate = Line { $line } of the lock of kinds names a number or a kind a second time.
    .advice = Put the file back from version control. Do not edit it by hand.
kinds-lock--missing = The lock of kinds does not have number { $number } yet.
    .advice = Add its line to the lock, and keep it for ever.
kinds-lock--taken = Number { $number } belongs to another kind.
    .advice = { -number }
kinds-lock--changed = The kind with number { $number } is no longer what was locked.
    .advice = { -number }

## Trust lists, status lists and this device's state: read by whoever runs the verifiers

trust--format = This is not a trust list, or it is damaged.
    .advice = { -keep-list }
trust--version = The trust list is of a version that this software does not know.
    .advice = Update this software, then open the list again.
trust--root-signature = The authority's keys are not confirmed by enough of its keys.
    .advice = { -keep-list }
trust--root-unpinned = The trust list is not from the authority that this device has confirmed.
    .advice = { -keep-list }
trust--root-expired = The authority's root keys have expired.
    .advice = { -new-list }
trust--signature = The trust list was altered, or the authority did not sign it.
    .advice = { -keep-list }
trust--rollback = The trust list is older than one already used here.
    .advice = { -new-list }
trust--key-clash = Two different keys on the trust list have one identifier.
    .advice = Replace one of the two keys before signing the list.
trust--entry = An entry of the trust list is not well-formed.
    .advice = Correct the certificate, key, name or proof of the entry.
trust--status-list = A status list in the trust list is not well-formed.
    .advice = { -status-list }
trust--list-older = The status list is older than the one in the trust list.
    .advice = Give the newest status list of the issuer.
status-list--format = This is not a status list, or it is damaged.
    .advice = { -status-list }
status-list--bits = The status list does not use 1, 2, 4 or 8 bits for an entry.
    .advice = { -status-list }
status-list--compression = The status list cannot be unpacked.
    .advice = { -status-list }
status-list--size = The status list is larger than allowed.
    .advice = { -status-list }
status-list--signature = The status list was altered, or its issuer did not sign it.
    .advice = { -status-list }
status-list--subject = The status list is another one than the one asked for.
    .advice = { -status-list }
status-list--time = The status list does not say properly when it was made, when it ends or how long a copy may be kept.
    .advice = { -status-list }
status-list--index = The status list has no such place, or no such value.
    .advice = Check the number of the place and the length of the list.
status-list--type = This is signed, but it is not a status list.
    .advice = { -status-list }
status-list--purpose = The status list is not one for revocation or suspension.
    .advice = { -status-list }
status-list--entries = The status list has so few places that holders would stand out in it.
    .advice = { -status-list }
status-list--not-yet = The status list was made later than this device's clock says it is.
    .advice = Check the date and time of this device.
status-list--expired = The status list has expired.
    .advice = Get the newest status list of the issuer.
status-list--rollback = The status list is older than one already used here.
    .advice = Get the newest status list of the issuer.
status-list--stale = This device does not remember a status list of this issuer, and this one is too old to begin with.
    .advice = Get the newest status list of the issuer.
state--io = The folder of this verifier cannot be read or written.
    .advice = Check that the folder is yours and the disk is not full.
state--pinned-other = Another authority has been confirmed on this device already.
    .advice = If the change is meant, confirm the new one in place of the old.

## Keys, signatures and certificates: read by whoever sets up issuers and lists

key--encoding = This is not a public key, or something follows it.
    .advice = { -key-file }
key--pem = This is not one public key in PEM form.
    .advice = { -key-file }
key--algorithm = The key is not of a kind that chop uses.
    .advice = Use a key on P-256, P-384 or Ed25519.
key--explicit-parameters = The key writes its curve out in full instead of naming it.
    .advice = Export the key again with a named curve.
key--point = The public key is not a point of its curve.
    .advice = Do not use this key. Make a new one.
key--format = This is not a key file that chop reads, or its two halves do not belong together.
    .advice = { -key-file }
key--scalar = The private key is not a possible number.
    .advice = Do not use this key. Make a new one.
key--passphrase = The passphrase is wrong, or the key file is damaged.
    .advice = Type the passphrase again. If it is right, put the key file back from its backup.
key--unencrypted = The key in the file is not encrypted.
    .advice = Treat it as exposed: make a new key, kept under a passphrase.
key--cost = The key file asks for more work or memory than is allowed to open it.
    .advice = { -key-file }
sign--length = The signature has { $got } bytes instead of { $want }.
    .advice = Check the settings of the device that signs.
sign--range = A number in the signature cannot be right.
    .advice = Check the settings of the device that signs.
sign--encoding = The signature is not written in the right form.
    .advice = Check the settings of the device that signs.
sign--mismatch = The signature does not fit this key and this content.
    .advice = Check that the device signs with the right key.
sign--refused = Signing was refused.
    .advice = If signing is meant, agree when the device asks.
sign--unavailable = The device that holds the key does not answer.
    .advice = Connect it and unlock it, then try again.
sign--backend = Signing failed inside this software.
    .advice = Try again. { -support }
agreement--algorithm = The two keys are not of the kind that can make a shared secret.
    .advice = Use keys on P-256.
agreement--scalar = The reader's private key is not a possible number.
    .advice = Do not use this key. Make a new one.
mac--invalid = The holder's proof does not match.
    .advice = { -try-again }
hkdf--length = A derived key of this length cannot be made.
    .advice = { -support }
random--failed = This device gives no random numbers.
    .advice = Nothing was made. Restart the device, then try again. { -support }
x509--size = The certificate is too large.
    .advice = { -certificate }
x509--pem = This is not one certificate in PEM form.
    .advice = { -new-file }
x509--der = This is not a certificate, or it is damaged.
    .advice = Do not rely on it. If the file is yours, give the right certificate.
x509--version = The certificate is of a version that is not accepted.
    .advice = { -certificate }
x509--serial = The certificate's serial number does not have the right length.
    .advice = { -certificate }
x509--algorithm-mismatch = The certificate names two different ways of signing.
    .advice = { -certificate }
x509--duplicate-extension = The certificate has one extension twice.
    .advice = { -certificate }
x509--extension = An extension of the certificate does not have the right form.
    .advice = { -certificate }
x509--eku-empty = The certificate limits its purposes but names none.
    .advice = { -certificate }
x509--explicit-parameters = The key in the certificate writes its curve out in full instead of naming it.
    .advice = { -certificate }
x509--critical-extension = The certificate has a condition that this software does not know.
    .advice = { -update }
x509--name-constraints = The certificate limits names in a way that this software does not accept.
    .advice = { -certificate }
x509--name-excluded = A certificate has a name that the one above it does not allow.
    .advice = { -certificate }
x509--outlived = The document is valid for longer than its issuer's certificate.
    .advice = { -certificate }
x509--basic-constraints = The certificate may not stand where it stands in the chain.
    .advice = { -certificate }
x509--key-usage = The certificate does not allow its key to be used like this.
    .advice = { -certificate }
x509--eku = The certificate is not one for signing documents.
    .advice = { -certificate }
x509--country = The certificate names no country, or another than its issuer's.
    .advice = { -certificate }
x509--key = The key in the certificate is of a kind that is not accepted.
    .advice = { -certificate }
x509--validity-order = The certificate ends before it begins.
    .advice = { -certificate }
x509--not-yet = The issuer's certificate is valid only from { $from }.
    .advice = Check the time on this device. { -certificate }
x509--expired = The issuer's certificate was valid until { $until }.
    .advice = { -certificate }
x509--signature = The certificate is not signed by the one above it.
    .advice = { -certificate }
x509--chain-length = There is no certificate, or there are too many: { $count }.
    .advice = { -certificate }
x509--chain-size = The certificates together are too large.
    .advice = { -certificate }
x509--untrusted = No certificate on the trust list stands behind the issuer's.
    .advice = { -not-rely }
x509--issuer-name = The names in the chain of certificates do not fit together.
    .advice = { -certificate }
x509--key-identifier = The key identifiers in the certificates do not fit together.
    .advice = { -certificate }
x509--validity-length = The certificate would be valid for too long.
    .advice = Give at most 20 years to a root and 457 days to a signer.
x509--validity-nesting = The signer's certificate begins before its root, or outlives it.
    .advice = { -certificate-request }
x509--issuer-alternative-name = The certificate does not say how to reach its issuer.
    .advice = { -certificate-request }
x509--crl-distribution-point = The certificate does not say where its revocation list is.
    .advice = { -certificate-request }
x509--name = A name in the certificate is missing, too long or not allowed.
    .advice = { -certificate-request }
x509--address = An address in the certificate has a character that is not allowed.
    .advice = { -certificate-request }
x509--time = A time for the certificate lies before 1970 or after 9999.
    .advice = { -certificate-request }
x509--root-key = The key given is not the key of the root certificate.
    .advice = Give the key file that belongs to the root certificate.
x509--encoding = The certificate could not be written.
    .advice = { -certificate-request }
crl--size = The revocation list is too large.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--pem = This is not one revocation list in PEM or DER form.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--der = This is not a revocation list, or it is damaged.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--version = The revocation list is of a version that is not accepted.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--algorithm-mismatch = The revocation list names two different ways of signing.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--extension = An extension of the revocation list is there twice or does not have the right form.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--critical-extension = The revocation list has a condition that this software does not know.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--delta = The revocation list has only the changes since another one.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--scope = The revocation list is of other issuers too, or of a part of the certificates only.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--next-update = The revocation list does not say when the next one is due.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--issuer = The revocation list is not one of this certificate, or its key may not sign such lists.
    .advice = Get the newest revocation list from the issuer of the certificates.
crl--signature = The revocation list was altered, or its issuer did not sign it.
    .advice = Get the newest revocation list from the issuer of the certificates.

## Other encodings

base45--invalid = The text is not Base45.
    .advice = Give the whole text of the code, with nothing added.
base64url--invalid = The text is not Base64url.
    .advice = Give the whole text, with nothing added.
json--syntax = This is not JSON.
    .advice = { -new-file }
json--duplicate = An object in the JSON has one name twice.
    .advice = { -new-file }
json--depth = The JSON is nested too deep.
    .advice = { -new-file }
json--integer = A number in the JSON is too large to be exact.
    .advice = { -new-file }
json--size = The JSON is too large.
    .advice = { -new-file }
jws--format = The signed text does not have the right form.
    .advice = { -new-file }
jws--type = The signed text is of another type than expected.
    .advice = { -new-file }
jws--algorithm = The signed text names another way of signing than its key has.
    .advice = { -new-file }
jws--critical = The signed text has a condition that this software does not know.
    .advice = { -update }
jws--signature = The signed text was altered, or signed with another key.
    .advice = { -new-file }
qr--too-long = The text is too long for a QR code.
    .advice = Share fewer facts, or leave out the photo.
qr--scale = A QR code cannot be drawn at scale { $number }.
    .advice = Choose a smaller scale, 1 or more.

## The command itself

usage = The command is not complete, or not known.
    .advice = Add “--help” to see how it is used, with an example.
usage--passphrase = A passphrase is needed, and there is no terminal to ask for it.
    .advice = Give a file with “--passphrase-file”, or set CHOP_PASSPHRASE.
usage--passphrase-differs = The two passphrases are not the same.
    .advice = Start again, and type the same passphrase twice.
usage--hex = This is not the number of hexadecimal digits that is needed.
    .advice = Copy the value again, with nothing added.
usage--kind = There is no kind of document of this name.
    .advice = See the names with “chop kinds list”.
usage--kind-name = This cannot be the name of a kind.
    .advice = Use small letters, digits and “-”, such as “library-card”.
usage--name = The name is not given as a language and a text.
    .advice = Write it such as “en=Social Welfare Department”; English is needed.
usage--time = This is not a time that can be read.
    .advice = Write it such as 2026-11-24T10:42:00+08:00.
usage--no-such-entry = The trust list has no such entry.
    .advice = See the entries with “chop trust show”.
usage--element = This kind of document does not have this fact.
    .advice = See the facts with “chop kinds show”.
internal = Something went wrong inside this software.
    .advice = Nothing was accepted. Try again. { -support }
file--missing = There is no file { $path }.
    .advice = Check the name of the file.
file--denied = The file { $path } may not be used by you.
    .advice = Ask its owner for permission, or use another folder.
file--full = The disk is full, so the file { $path } was not written.
    .advice = { -space }
file--exists = There is something at { $path } already.
    .advice = Choose another name, or move away what is there.
file--size = The file { $path } is too large.
    .advice = Give a smaller file, or divide it.
file--io = The file { $path } cannot be read or written.
    .advice = Check the disk, then try again.
demo--failed = A step of the demonstration did not end as it should.
    .advice = Run it again in an empty folder. { -support }
io--disk-full = The disk is full, so nothing was changed.
    .advice = { -space }
io--write = The file { $path } cannot be written.
    .advice = Check that the folder exists and that you may write there.
io--read = The file { $path } cannot be read.
    .advice = Check the name of the file, and whether you may read it.

## Verdicts: what the whole screen says, and what to do

verdict-verified = Verified
verdict-not_in_force = Not in force
verdict-undecided = Cannot be checked now
verdict-rejected = Not accepted
next-verified = You may go on.
next-not_in_force = Genuine, but do not accept it today.
next-undecided = Check in another way.
next-rejected = Do not accept it.

## The two halves of a verdict, never mixed

ui-genuine = Genuine
genuine-yes = Yes
genuine-no = Not shown to be genuine
genuine-unknown = Not known
ui-in-force = In force
in-force-yes = Yes, valid
in-force-partly = Partially valid, for these only
in-force-no = No, not valid
in-force-unknown = Not known

## Levels: how much one showing proves, and what it does not

ui-level = Level of check
level-1 = one scan
level-1-stops = It stops forged, altered and expired documents, old screenshots, and the same code used twice.
level-1-does-not-stop = It does not stop a code sent on at once, a phone lent to someone, or the same phone's next code.
level-1P = one scan, with photo
level-1P-stops = As level 1; and if you compare the face, someone else's document too.
level-1P-does-not-stop = It does not stop someone who looks alike, or a photo that nobody compares.
level-2 = your request first, then one scan
level-2-stops = As level 1; and codes made beforehand, used elsewhere, or made for someone else.
level-2-does-not-stop = It does not stop someone far away who answers at once, or a phone lent to someone.
level-2P = your request first, then one scan with photo
level-2P-stops = As level 2; and if you compare the face, someone else's document too.
level-2P-does-not-stop = It does not stop someone who looks alike, or a photo that nobody compares.

## The result screen

ui-document = Document
ui-issuer = Issued by
ui-shown = Facts shown
ui-shown-none = No facts were shown.
ui-photo = Photo
ui-valid-until = Valid until
ui-good-until = This answer holds until
ui-checked-at = Checked at
ui-as-of = As of
ui-cautions = Please note
ui-advice = What to do
ui-error-code = Error code
ui-documents =
    { $count ->
        [one] 1 document
       *[other] { $count } documents
    }
ui-foreign = This kind is not known here; facts are shown under their own names.
ui-demonstration = Demonstration – not official
ui-legal-equivalent = The law accepts this in place of the paper or card.
ui-legal-supplementary = This supplements the paper or card and does not replace it.
ui-legal-information-only = For information only.
ui-discreet = A document whose name is kept private

## At the door

ui-welcome = Welcome. Please show your code.
ui-scan-now = Now scan the holder's code.
ui-scan-next = Next person, please.
ui-scan-ended =
    { $count ->
        [one] 1 code
       *[other] { $count } codes
    } scanned.
ui-challenge-open = Ask the holder to scan this code in the wallet within { $span }, then scan the holder's code.

## Passphrases

ui-passphrase = Passphrase
ui-passphrase-again = Type the passphrase again

## The wallet's screens

ui-wallet-created = The wallet is ready.
ui-wallet-pin-new = Choose a PIN of six digits
ui-wallet-pin-again = Type the PIN again
ui-wallet-pin = PIN
ui-wallet-passphrase-new = Choose a passphrase of ten characters or more
ui-wallet-tries-left = Tries left: { $count }
ui-wallet-last-try = Last try: if this one is wrong, the wallet is erased.
ui-wallet-requested = The request was written to { $path }. Send it to the issuing department.
ui-wallet-added = Added: { $kind }, issued by { $issuer }
ui-wallet-copies =
    { $count ->
        [one] 1 copy
       *[other] { $count } copies
    }, ready to show off line until { $until }
ui-wallet-update-needed = Update needed
ui-wallet-removed = The document was removed from the wallet.
ui-wallet-empty = The wallet has no documents yet.
ui-share = What do you want to share?
ui-share-verifier = Requested by: { $verifier }
ui-share-purpose = Purpose: { $purpose }
ui-share-only = Share only these
ui-share-always = Always shown
ui-share-optional = Shown only if you choose
ui-share-choose = Type the numbers of the facts to add, or press Enter to share the least.
ui-share-confirm = Share these facts? (y/n)
ui-share-agree = Share
ui-share-decline = Decline
ui-share-declined = Nothing was shared.
ui-share-linkable = The one-time copies are used up: the next showing can be linked with this one.
ui-code-show = Show this code to the staff.
ui-code-refresh = New code in { $seconds } s
ui-code-ends = The code closes in { $seconds } s
ui-code-closed = The code is closed.
ui-code-no-screenshot = A screenshot will not be accepted.
ui-code-stop = Press Ctrl+C to close.

## Lines of the wallet's log; they hold no values

ui-log-added = Added: { $kind }
ui-log-removed = Removed: { $kind }
ui-log-requested = Requested: { $kind }
ui-log-shown = Shown: { $kind }. Facts: { $list }
ui-log-shown-to = Shown to { $verifier }: { $kind }. Purpose: { $purpose }. Facts: { $list }
ui-log-declined = Declined
ui-log-declined-to = Declined: { $verifier }, purpose: { $purpose }
ui-log-unlock-failed = A wrong PIN was typed.
ui-log-whole =
    The log is complete: { $count ->
        [one] 1 entry
       *[other] { $count } entries
    }
ui-log-empty = The log is empty.

## The issuer's reports

ui-issuer-created = The issuer is ready.
ui-issuer-checking = Checking the batch
ui-issuer-signing = Signing
ui-issuer-progress = { $count } of { $total }
ui-issuer-rate = { $count } a second
ui-issuer-left = { $span } left
ui-issuer-resumed = Resumed: { $count } were already done.
ui-issuer-dry-run = Nothing was signed: this was a trial run.
ui-issuer-preview = How the card will look
ui-issuer-issued = Issued: { $count }
ui-issuer-pending = Pending, no request from the holder yet: { $count }
ui-issuer-revoked = Revoked: { $count }
ui-issuer-superseded = Replaced by newer: { $count }
ui-issuer-refused = Refused: { $count }
ui-issuer-done = Done in { $span }.
ui-issuer-doors-know = Doors that are off line will know by { $until } at the latest.
ui-issuer-doors-know-next = Doors that are off line will know when they get the next trust list.
ui-issuer-published = Status lists published: { $count }
ui-issuer-error-file = The faults, by row and column, are in { $path }.
ui-issuer-report-file = The report, one line for each record, is in { $path }.
ui-issuer-empty = This issuer has no documents yet.
ui-issuer-confirm-revoke =
    Revoke { $count ->
        [one] 1 document
       *[other] { $count } documents
    }? This cannot be undone. (y/n)
ui-issuer-second-person = Second person, please confirm.
ui-issuer-known = In the register already: { $count }
ui-issuer-rows = Rows without a fault: { $count }
ui-issuer-would-issue = Requests that would be answered: { $count }
ui-issuer-suspended = Suspended: { $count }
ui-issuer-reinstated = Reinstated: { $count }
ui-issuer-publish-next = Now publish the status lists and sign a new trust list.
ui-issuer-doors-know-soon = Doors that get each day's trust list will know by { $until }.
ui-issuer-unlisted = In no status list: { $count }. They end by themselves, the last at { $until }.
ui-issuer-renewed = The certificate of the signing key is valid until { $until }.
ui-issuer-audit-holds = Nothing in the issuer's log was changed. Entries: { $count }

## States of a record or a document in lists

state-issued = issued
state-pending = pending
state-revoked = revoked
state-suspended = suspended
state-superseded = replaced by newer
state-expired = expired
state-valid = valid
state-not-yet = not yet valid

## chop inspect, chop kinds, chop doctor

ui-unverified = UNVERIFIED: nothing below has been checked. Anyone could have written it. To check it, use “chop verify”.
ui-kinds-checked =
    { $count ->
        [one] 1 kind was checked
       *[other] { $count } kinds were checked
    }: no faults.
ui-doctor-clock-good = The clock of this device looks right.
ui-doctor-clock-bad = The clock of this device cannot be right: set the date and time to automatic.
ui-doctor-pin-good = The authority of the trust list is confirmed on this device.
ui-doctor-pin-missing = The authority of the trust list is not confirmed on this device: use “chop trust pin FILE”.
ui-doctor-hardware-good = Secure hardware protects the wallet's key.
ui-doctor-hardware-missing = This device has no secure hardware: whoever copies the disk has the wallet's key, and can put an old copy back.
ui-doctor-hardware-unused = This device has secure hardware that the wallet does not use: whoever copies the disk has its key, and can put an old copy back.
ui-doctor-state = What this device remembers is kept in { $path }.

## chop trust

ui-trust-header = Trust list, version { $number }, made on { $at }; a new one is due by { $from }; not to be used after { $until }
ui-proven = proven: it has shown that it holds the key
ui-unproven = unproven: it has not shown that it holds the key
ui-may-issue = may issue
ui-may-ask = may ask for the purposes
ui-status-lists = status lists
ui-key-until = key in use until
ui-key-killed = key withdrawn
ui-trust-initialised = A new trust list was begun.
ui-trust-added = Added. Sign the trust list so that doors get it.
ui-trust-removed = Removed. Sign the trust list so that doors get it.
ui-trust-killed = The key is withdrawn. Sign the trust list now so that doors get it.
ui-trust-signed = The trust list was signed: version { $number }, in { $path }, not to be used after { $until }.
ui-trust-pinned = The authority is now confirmed on this device.
ui-trust-good = The trust list is genuine and up to date.

## Places, times and small things

ui-place-row = row { $row }
ui-place-cell = row { $row }, column “{ $column }”
ui-file-written = Written: { $path }
ui-list-separator = { ", " }
time-of-day = { $hour }:{ $minute }
span-seconds =
    { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
span-minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
span-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }

## The demonstration

ui-demo-departments = Two departments with their keys, 200 records, and a registry that says whom to trust
ui-demo-holder = A resident asks for both documents with the codes from two letters, and keeps them
ui-demo-guard = The resident shows a code; a guard with no network scans it
ui-demo-wrong = What goes wrong, each with its answer
ui-demo-end = The whole story took { $span }. Everything is in { $path }: try “chop inspect code.png”, “chop verify code.png --trust trust.chop” or “chop trust show trust.chop” there.

## The holder's choice

consent--needed = Facts are asked for, and none was chosen.
    .advice = Choose with --show or --view, or share all that is asked for with --agree.
ui-wallet-again = This file was added before: nothing changed.
ui-wallet-past = Copies left out because their days have passed: { $count }
ui-wallet-remove-confirm = Destroy this document and its keys? It cannot be undone. (y/n)
ui-share-absent = Asked for, and not in this document
ui-share-one-time = Shown with a one-time copy, so that it cannot be linked with another showing. Copies left: { $count }
ui-log-shown-reader = Shown to { $verifier }: { $kind }. Facts: { $list }
ui-log-level = level { $list }
ui-code-window = This window is too small for the code: it needs { $count } columns and { $number } lines. Make it larger, or write a picture with --png.
