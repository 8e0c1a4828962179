# 通知客戶（3.2.5）
step-notice-told = 已告知客戶
step-notice-accepted = 通知客戶：已接單
step-notice-declined = 通知客戶：未接單
notice-title = 給客戶的通知
notice-none = 尚未通知客戶
notice-none-text = 訂單核准或拒接時，客戶會收到通知；沒有電子郵件的客戶由專員去電。
notice-kind-accepted = 已接單
notice-kind-declined = 未接單
notice-medium-email = 電子郵件
notice-medium-phone = 電話
notice-medium-fax = 傳真
notice-done-at = 已於 { $at } 告知
notice-to-do = 待告知
notice-outcome = 結果
notice-words = 內容
notice-spoke-with = 與誰聯絡上
notice-said = 對方怎麼說
notice-whom-missing = 請寫明與誰聯絡上、對方怎麼說。
notice-too-long = 文字超過 { $limit } 字。
way-told-whom = 沒有聯絡上就請再試；聯絡上了請寫明對方與回覆。
notice-accepted-subject = 訂單 { $number } 已接單（貴方單號 { $yours }）
notice-declined-subject = 訂單 { $number } 未能接單（貴方單號 { $yours }）
notice-greeting = { $contact } 您好：
notice-accepted-lead = 貴公司（{ $customer }）的訂單已接單並開始處理。我方訂單編號 { $number }，貴方單號 { $yours }。項目與承諾日期如下：
notice-declined-lead = 貴公司（{ $customer }）的訂單 { $number }（貴方單號 { $yours }）經審核後未能承接，敬請見諒。
notice-accepted-next = 後續進度會隨時告知。若有任何一項與您的需要不符，請儘快與我們聯絡。
notice-declined-next = 若您願意調整內容，我們很樂意再為您評估。
notice-line = { $no }. { $goods }，{ $quantity }，承諾 { $day }
notice-lines-more = 另有 { $n } 項，詳見訂單。
notice-day-open = 另行通知
notice-sign = 負責專員：{ $owner }
    { $company } { $phone }
    （本通知由系統代 { $owner } 發出）
notice-call-opening = 請與 { $contact }（{ $customer }）聯絡，並說明：
notice-call-closing = 請對方複述訂單編號與日期，並記下與誰聯絡上、對方怎麼說。
