# 初步審核與最終審核（3.2）
step-order-submit = 提交最終審核
step-order-withdraw-submission = 撤回提交
step-order-approve = 核准
step-order-send-back = 退回
step-order-decline = 拒接
step-order-ask-consent = 請上級同意
step-order-ask-release-credit = 請財務放行
step-order-consent = 同意
step-order-release-credit = 放行
step-order-refuse-consent = 不同意
step-order-refuse-release-credit = 不放行

# 檢核的名稱
group-complete = 完整性
group-accurate = 準確性
group-legal = 合法性
group-delivery = 交期
group-price = 價格
group-payment = 付款條件
group-major = 重大訂單
rule-complete-customer = 客戶名稱
rule-complete-contact = 聯絡人與聯絡方式
rule-complete-product = 產品名稱
rule-complete-spec = 規格型號
rule-complete-quantity = 數量
rule-complete-date = 交貨日期
rule-complete-place = 交貨地點
rule-complete-special = 特殊要求
rule-accurate-product = 產品在目錄中，或為訂製品
rule-accurate-spec = 規格屬於該產品
rule-accurate-feasible = 訂製品可行性已答覆
rule-accurate-unit = 單位
rule-accurate-pack = 包裝倍數
rule-accurate-arithmetic = 金額計算
rule-accurate-rate = 匯率
rule-accurate-date = 交貨日為未來的工作日
rule-accurate-place = 交貨地址完整
rule-accurate-contact = 每種聯絡方式都可用
rule-accurate-duplicate = 客戶單號未重複
rule-accurate-source = 與客戶原件一致
rule-legal-blocked = 客戶未停止往來
rule-legal-permit = 管制品許可
rule-legal-licence = 營業執照有效
rule-legal-agreement = 框架協議有效
rule-submit-written = 書面訂單已存入客戶文件
rule-delivery-late = 可依客戶要求的日期交貨
rule-delivery-denied = 沒有部門說不可以
rule-reply-verdict = 已答可以或不可以
rule-reply-lines = 項次在訂單上
rule-reply-day = 答可以並寫明日期
rule-delivery-custom = 訂製品可行
rule-price-authority = 價格在專員權限內
rule-price-unlisted = 有牌價可比
rule-price-consent = 價格在經理權限內
rule-price-policy = 價格政策自提交後未變
rule-payment-term = 付款條件允許
rule-payment-credit = 信用額度
rule-payment-overdue = 無逾期帳款
rule-payment-import = 應收資料為近期
rule-payment-policy = 付款設定自提交後未變
rule-major-consent = 上級同意
weight-must = 不可例外
weight-ground = 須由{ $role }寫明理由
weight-note = 提示

# 檢核說了什麼
check-customer-missing = 尚未選定客戶。
check-contact-unnamed = 未填聯絡人。
check-contact-unreachable = 聯絡人沒有可用的電話、電子郵件或傳真。
check-phone-odd = 「{ $typed }」不是可撥通的電話號碼。
check-fax-odd = 「{ $typed }」不是可撥通的傳真號碼。
check-email-odd = 「{ $typed }」不是電子郵件地址。
check-no-lines = 訂單沒有任何項目。
check-product-missing = 未填產品。
check-spec-missing = 未填規格型號。
check-quantity-missing = 未填數量。
check-date-missing = 未填交貨日期。
check-place-missing = 未填交貨地點。
check-special-unanswered = 特殊要求尚未回答（沒有也請填「無」）。
check-product-gone = 產品 { $sku } 已不在目錄中。
check-product-unknown = 目錄中沒有 { $sku }。
check-spec-other = 填的規格「{ $entered }」與目錄的「{ $ours }」不同。
check-unit-missing = 未填單位。
check-unit-other = 填的單位「{ $entered }」與目錄的「{ $ours }」不同。
check-pack = 數量 { $quantity } 不是包裝量 { $pack } 的倍數。
check-amount-wrong = 金額 { $amount } 與數量乘單價不符。
check-total-wrong = 合計 { $gross } 與各項加總不符。
check-rate-missing = 沒有 { $currency } 的匯率。
check-date-past = 交貨日 { $day } 不在今天之後。
check-date-closed = 交貨日 { $day } 不是工作日。
check-place-short = 交貨地點「{ $place }」不像完整地址。
check-duplicate = 客戶單號 { $no } 已用於訂單 { $other }。
check-source-extra = { $sku } 不在客戶原件「{ $file }」中。
check-source-missing = 客戶原件「{ $file }」中的 { $sku } 未輸入。
check-source-quantity = 客戶原件「{ $file }」為 { $read }，輸入為 { $entered }。
check-source-day = 文件 { $file } 的交期是 { $read }，登錄為 { $entered }。
check-source-place = 文件 { $file } 的地點是「{ $read }」，登錄為「{ $entered }」。
check-source-number = 文件 { $file } 的訂單號是 { $read }，登錄為「{ $entered }」。
check-source-price = 客戶原件「{ $file }」單價為 { $read }，輸入為 { $entered }。
check-blocked = 此客戶已停止往來。
check-permit = { $sku } 為管制品，客戶沒有有效的許可。
check-licence-expired = 營業執照 { $no } 已於 { $day } 到期。
check-licence-expiring = 營業執照 { $no } 將於 { $day } 到期。
check-agreement-expired = 框架協議 { $no } 已於 { $day } 到期。
check-agreement-missing = 此等級客戶須有框架協議，尚未登錄。
check-unfeasible = 「{ $name }」不在價目表內；{ $who }尚未答覆能否製作。
check-undocumented = 訂單註明以書面送達，卻沒有存入任何客戶文件：目前視同口頭訂單。
check-late = 要求 { $wanted }，最快 { $promised }。
check-late-short = 要求 { $wanted }，最快 { $promised }：可用庫存 { $free }，需要 { $wants }，其餘已保留給 { $holders }。
check-late-consented = 要求 { $wanted }，承諾 { $promised }，客戶已同意：{ $consent }
check-late-undated = 要求 { $wanted }，最快 { $promised }；沒有寫明客戶同意到哪一天：{ $consent }
check-late-beyond = 要求 { $wanted }，最快 { $promised }；客戶只同意到 { $until }：{ $consent }
check-late-committed = 要求 { $wanted }，估計 { $promised }，{ $department ->
    [production] 生產
    [purchasing] 採購
   *[other] 部門
}（{ $by }）已書面承諾如期。
check-denied = { $department ->
    [production] 生產
    [purchasing] 採購
   *[other] 部門
}（{ $by }）答覆辦不到。
check-committed-later = 要求 { $wanted }，{ $department ->
    [production] 生產
    [purchasing] 採購
   *[other] 部門
}（{ $by }）只承諾 { $day }。
check-committed-dayless = { $department ->
    [production] 生產
    [purchasing] 採購
   *[other] 部門
}（{ $by }）答覆可以，但未寫明日期。
check-infeasible = 「{ $name }」不在價目表內；{ $who }答覆無法製作。
check-custom = 訂製品：須先由生產或品質回覆可行。
check-custom-committed = 訂製品：{ $department ->
    [production] 生產
    [purchasing] 採購
   *[other] 部門
}（{ $by }）已回覆可行。
check-price-manager = 單價 { $offered }，低於牌價 { $list } 達 { $under } %（{ $money }），超出專員權限。{ $of ->
    [none] {""}
   *[other] 依價目表 { $of }（滿 { $from } 起，至 { $until }）。
}
check-price-unlisted = 單價 { $price }，沒有牌價可比。
check-price-beyond = 單價 { $offered }，低於牌價 { $list } 達 { $under } %（{ $money }），超出經理權限。{ $of ->
    [none] {""}
   *[other] 依價目表 { $of }（滿 { $from } 起，至 { $until }）。
}
check-price-beyond-consented = 單價 { $offered }，低於牌價 { $list } 達 { $under } %（{ $money }），上級已同意。{ $of ->
    [none] {""}
   *[other] 依價目表 { $of }（滿 { $from } 起，至 { $until }）。
}
check-price-floor = 單價 { $offered } 低於底價 { $floor }（牌價 { $list }，低 { $under } %，{ $money }）。{ $of ->
    [none] {""}
   *[other] 依價目表 { $of }（滿 { $from } 起，至 { $until }）。
}
check-price-floor-consented = 單價 { $offered } 低於底價 { $floor }（牌價 { $list }，低 { $under } %，{ $money }），上級已同意。{ $of ->
    [none] {""}
   *[other] 依價目表 { $of }（滿 { $from } 起，至 { $until }）。
}
check-policy-moved = 提交之後，{ $setting ->
    [price-authority-specialist] 訂單專員權限
    [price-authority-manager] 部門經理權限
    [price-class] { $class } 級價格係數
    [major-gross] 重大訂單起點
    [major-gross-consent] 上級領導同意起點
    [licence-warning-days] 證照預警天數
    [delivery-transit-days] 運輸天數
    [tax-rate] 預設稅率
    [payment-terms] { $class } 級付款條件
    [credit-import-days] 應收帳款有效期
   *[other] { $setting }
}由 { $from } 改為 { $to }：{ $by } 提請，{ $accepted } 使其生效；理由：{ $ground }
check-term-missing = 未填付款條件。
check-term-missing-released = 未填付款條件，財務已放行至 { $until }。
check-term = { $class } 級客戶不適用付款條件「{ $term }」。
check-term-released = { $class } 級客戶不適用付款條件「{ $term }」，財務已放行至 { $until }。
check-credit = 未結 { $exposure } 加本單 { $order } 超過信用額度 { $limit }。
check-credit-released = 未結 { $exposure } 加本單 { $order } 超過信用額度 { $limit }，財務已放行 { $amount } 至 { $until }。
check-overdue = 逾期帳款 { $money }（資料日 { $day }）。
check-overdue-released = 逾期帳款 { $money }（資料日 { $day }），財務已放行至 { $until }。
check-import-missing = 財務尚未匯入此客戶的應收資料。
check-import-old = 應收資料為 { $day } 的，已非近期。
check-decision = 重大訂單：經理須書面寫明決定（至少 { $n } 字）。
check-consent = 訂單 { $gross } 達到 { $limit }，須先由上級同意。
check-consented = 訂單 { $gross } 達到 { $limit }，上級已同意。
check-apart = 輸入或提交訂單的人不得審核該訂單。
check-on-hold = 訂單已暫停。
check-not-regular = 它已不是一般訂單。
check-ticks-left = 自我檢查尚有 { $n } 項未勾選。
check-unconfirmed = 口頭訂單尚未由客戶書面確認並回傳。
promise-stock = 可用庫存 { $free }，運送 { $transit } 個工作日。
promise-make = 可用庫存 { $free }；{ $rest } 自製，關鍵為{ $centre }：{ $begin } 開工，{ $ready } 完工；運送 { $transit } 個工作天。
promise-buy = 可用庫存 { $free }，其餘 { $rest } 向 { $supplier } 採購：{ $days }、運送 { $transit } 個工作日。
promise-custom = 訂製品，須由部門判斷。
major-gross = 含稅金額 { $gross } 達到重大訂單門檻 { $limit }。
major-first = 此客戶的第一張訂單。
major-floor = 有項目低於底價。
major-flagged = 已註記為重大訂單。

# 怎麼往下走
way-complete-contact = 請補上聯絡人，以及電話、電子郵件或傳真其中一項。
way-complete-special = 請向客戶問清楚特殊要求；沒有就填「無」。
way-accurate-product = 請從目錄選品號；訂製品請清空品號，只填說明。
way-accurate-pack = 請與客戶改成包裝量的倍數。
way-accurate-rate = 請財務先登錄匯率。
way-accurate-date = 請改日期，或寫明理由。
way-accurate-contact = 請更正，或寫明為何如此。
way-accurate-duplicate = 請確認不是重複下單；若不是，請寫明理由。
way-accurate-source = 請對照原件更正；若客戶另有說法，請寫明理由。
way-legal-blocked = 請財務或經理先恢復往來。
way-legal-permit = 請客戶補許可，由財務登錄。
way-delivery-late = 請在訂單記下客戶同意的日期、請生產或採購書面承諾，或退回協商。
way-delivery-denied = 請與該部門商議，或寫明為何仍承諾此日。
way-delivery-custom = 請在訂單上向生產或採購詢問可交日，待其答覆「可以」並寫明日期。
way-price-authority = 經理寫明理由即可核准。
way-legal-agreement = 經理具明理由，或登錄新的協議。
way-accurate-feasible = 請相關部門答覆訂單上的提問。
way-submit-written = 請在訂單的「文件」頁存入客戶來文；若客戶只是口頭告知，請改為電話或來訪，並取得書面確認。
way-price-consent = 請上級同意，或退回協商價格。
way-payment-term = 請財務放行，或退回改付款條件。
way-payment-credit = 請財務放行，或退回改為預付款。
way-payment-overdue = 請財務放行，或先催款。
way-major-decision = 請在「決定」欄寫明理由。
way-major-consent = 請上級同意。
way-approve-apart = 由上級領導決定。
way-verdict-apart = 由上級領導決定。
way-approve-hold = 請先解除暫停。
way-approve-regular = 請開啟後單獨決定。
way-price-policy = 請判斷是否為本單而改；若是，請退回。
way-payment-policy = 請判斷是否為本單而改。
way-submit-ticks = 請逐項自我檢查並勾選。
way-submit-confirmed = 請先寄出確認單，待客戶簽回。

# 專員的自我檢查
tick-read-back = 已向客戶複述訂單內容
tick-compared = 已與客戶原件逐項核對規格與數量
tick-place-checked = 已核對交貨地點與卸貨條件
tick-lawful = 客戶與產品均可合法往來

# 理由
ground-customer-agreed = 客戶已同意
ground-verified = 已查證
ground-as-ordered = 客戶就是這樣訂的
ground-market = 市場行情
ground-relation = 往來關係
ground-other = 其他
reason-delivery = 交期
reason-price = 價格
reason-payment = 付款條件
reason-quantity = 數量
reason-product = 產品或規格
reason-legality = 合法性
reason-unclear = 客戶要求不清楚
reason-document = 文件不全
reason-entry = 輸入錯誤
reason-capacity = 產能不足
reason-credit = 信用
reason-duplicate = 重複下單
reason-other = 其他
decline-told-capacity = 目前產能無法承接
decline-told-price = 價格未能達成一致
decline-told-credit = 付款條件未能達成一致
decline-told-legality = 依法規無法供應
decline-told-product = 所需產品無法供應
decline-told-duplicate = 此單與先前的訂單重複
decline-told-other = 由負責專員向您說明

# 畫面
review-submission-of = 提交 { $number }
review-submission-lead = 檢核、自我檢查與理由；提交後內容即凍結。
review-submit = 提交
review-submitted = 已提交，等待審核
review-withdraw-reason = 撤回的理由
review-grounds-wanted = 以下項目須寫明理由
review-ticks = 我已經
review-checks = 檢核
review-rounds = 審核輪次
review-no-rounds = 尚未提交
review-no-rounds-text = 每次提交都會在這裡留下內容、檢核與結果。
review-round = 第 { $n } 輪
review-since-round = 與第 { $n } 輪相比
review-since-submission = 提交後的變化
review-sent-back-for = 上次退回：
review-no-changes = 內容沒有變更。
review-nothing-moved = 檢核結果沒有變化。
review-more = 另有 { $n } 項
review-pass = 通過
review-passing = { $of } 項中 { $n } 項通過
review-green = 通過
review-amber = 注意
review-red = 不通過
review-evidence = 依據
review-ground-code = 理由類別
review-ground-hint = { $rule }（{ $clause }）：請寫明理由
review-ground-said = 理由（{ $code }）：{ $text }
review-ground-void = 已失效，事實之後有變：{ $text }
review-text-long = 文字超過 { $limit } 字。
review-open-cockpit = 到審核畫面
review-open-order = 開啟訂單
review-waiting-count = 待審 { $n } 張
review-kinds = 類別
review-asked = 等您答覆
review-asked-what = 事項
review-asked-words = 說明
review-waited = 已等候 { $span }
figure-in-time = 可準時
figure-late = { $n } 項延遲
review-all = 全部
review-regular = 一般
review-special = 特殊
review-order = 訂單
review-customer = 客戶
review-value = 金額
review-kind = 類別
review-owner = 負責專員
review-due = 期限
review-major = 重大
review-empty = 沒有待審的訂單
review-empty-text = 專員提交的訂單會依提交時間列在這裡。
review-approve-ticked = 核准勾選的訂單
review-tick = 勾選 { $number }
review-batch = 批次核准
review-batch-lead = { $of } 張中 { $n } 張已核准
review-batch-before = 批次核准前確認
review-batch-will = 可核准 { $n } 張，不可核准 { $cannot } 張
review-batch-go = 核准這 { $n } 張
review-batch-can = 可核准
review-batch-result = 結果
review-batch-special = 特殊訂單須個別審核。
review-batch-none = 沒有勾選任何訂單
review-batch-none-text = 請在待審清單勾選一般訂單。
review-batch-back = 回待審清單
review-batch-compared = 按下核准時，每張訂單都會與此頁所見逐句比對；期間有變動的不會核准。
review-batch-moved = 開啟頁面之後有變動，未核准
review-batch-moved-way = 請看過變動內容，仍同意時再核准。
review-batch-anew = 重新檢視這 { $n } 張
review-flash-approved = { $number } 已核准，已派給各部門並通知客戶。
review-flash-returned = { $number } 已退回專員。
review-flash-declined = { $number } 已拒接，已通知客戶。
review-waits = 已等 { $waited }，期限 { $allowed }
review-hours = { $n } 小時
review-minutes = { $n } 分鐘
review-line = 項
review-product = 產品
review-quantity = 數量
verdict-open = 審核中
verdict-approved = 已核准
verdict-returned = 已退回
verdict-declined = 已拒接
verdict-withdrawn = 已撤回
verdict-reasons = 原因
verdict-words = 請具體說明，讓專員知道要與客戶談什麼
verdict-words-file = 說明（存檔用；客戶只看到所選原因）
verdict-no-reason = 至少選一項原因。
verdict-no-words = 請寫明說明。
decide-title = 決定
decide-over = 此訂單目前不在審核中。
decide-decision = 審核意見
decide-decision-major = 重大訂單，至少 { $n } 字
decide-decline-sure = 拒接後不能恢復，並會通知客戶。確定？
delivery-wanted = 要求
delivery-promise = 承諾
delivery-free = 可用庫存
delivery-why = 說明
delivery-binding = 關鍵：第 { $line } 項 { $sku }。
delivery-consent = 客戶同意延後
delivery-denied = 第 { $line } 項：{ $by } 答覆辦不到（{ $at }）。
delivery-commitment = 第 { $line } 項：{ $by } 書面承諾 { $day }（{ $at }）。
delivery-computed = 計算於 { $at }，庫存與排程此後未變。
delivery-held = 已保留給 { $orders }
price-lead = { $of } 項中 { $n } 項超出專員權限，其中 { $floor } 項低於底價
price-deviation = 與牌價相差
price-margin = 毛利
price-list = 牌價
price-of = { $list }，滿 { $n } 起，{ $from } 至 { $until }
price-floor = 底價
price-offered = 單價
price-discount = 折扣
price-under = 低於牌價
price-money = 差額
price-who = 權限
within-specialist = 專員
within-manager = 經理
within-beyond = 上級
within-floor = 低於底價
within-unlisted = 無牌價
payment-term-allowed = { $term }：{ $class } 級客戶適用
payment-term-not = { $term }：{ $class } 級客戶不適用
payment-credit = 信用額度
payment-credit-finding = 含本單後使用 { $percent }，額度 { $limit }
payment-what = 項目
payment-much = 金額
payment-limit = 額度
payment-overdue = 逾期
payment-import = 應收資料：{ $at }（{ $days } 天前）
payment-import-none = 財務尚未匯入應收資料
payment-open-orders = 未完成訂單
payment-receivable = 應收帳款
payment-deposit = 已收訂金
payment-this-order = 本單
payment-after = 含本單合計
payment-released = 財務放行
proposals-title = 需要他人決定的事
proposal-consent = 上級同意
proposal-release-credit = 財務放行
proposal-ask-consent = 請上級同意，說明
proposal-ask-release-credit = 請財務放行，說明
proposal-state-open = 等候回覆
proposal-state-accepted = 已同意
proposal-state-refused = 未同意
proposal-state-moot = 已失效
proposal-released = 放行至總額 { $amount }，到 { $until } 為止
proposal-answer = 回覆
release-amount = 容許的未結總額（{ $currency }）
release-until = 到哪一天
release-no-amount = 請填放行的總額。
release-no-day = 請填放行到哪一天，不可早於今天。
release-amount-unreadable = 金額無法辨識。
release-day-unreadable = 日期無法辨識。
ask-no-words = 請寫明為什麼需要。
ask-waits-already = 已經請示過，尚待答覆。
answer-no-words = 請寫明理由。

# 變更的欄位
change-customer-order-no = 客戶單號
change-customer-order-on = 客戶單日期
change-channel = 來源
change-priority = 急件
change-currency = 幣別
change-payment-term = 付款條件
change-requested-on = 要求日期
change-net = 未稅合計
change-tax = 稅額
change-gross = 含稅合計
change-name = 名稱
change-phone = 電話
change-email = 電子郵件
change-fax = 傳真
change-kind = 訂單種類
change-place = 交貨地點
change-delivery-policy = 分批交貨
change-transport-term = 貿易條件
change-transport-mode = 運輸方式
change-freight-payer = 運費負擔
change-insurance = 保險
change-unloading = 卸貨條件
change-packing = 包裝
change-marking = 嘜頭
change-label-language = 標籤語言
change-deposit = 訂金
change-special-answered = 特殊要求已回答
change-special = 特殊要求
change-confidentiality = 保密
change-remark = 備註
change-flagged-major = 註記重大
change-late-consent = 客戶同意延後
change-late-until = 客戶同意到哪一天
change-sku = 品號
change-spec = 規格
change-customer-part = 客戶料號
change-quantity = 數量
change-unit = 單位
change-price = 單價
change-price-base = 計價單位
change-discount = 折扣
change-tax-rate = 稅率
change-amount = 金額
check-unanswered = { $department }尚未答覆經理要求先答的問題
rule-approve-answered = 須先答覆的問題都已答覆
way-approve-answered = 請部門答覆，或由經理在溝通頁註明不待答覆
# 開啟頁面之後變動的內容（3.2.3）
rule-approve-seen = 所見即所審
way-approve-seen = 請看過變動內容，仍同意時再按一次核准。
rule-seen-limit = 信用額度
rule-seen-receivable = 應收帳款
rule-seen-promise = 最早交期
rule-seen-price = 牌價
rule-seen-more = 其餘內容
seen-limit = 信用額度為 { $amount }
seen-receivable = 未收 { $open }，其中逾期 { $overdue }（截至 { $day }）
seen-promise = 最早交期為 { $day }
seen-price = 牌價 { $list }，底價 { $floor }
seen-more = 前 { $n } 項以外的內容有變動，請看過整頁
seen-gone = 原先顯示的內容已不成立
seen-unreadable = 此頁面無法辨識，請重新開啟
review-since-opened = 您開啟頁面之後的變動
review-since-opened-lead = 尚未決定任何事項。以下內容與您看到的不同，確認無誤請再按一次核准。
review-figures-moved = 提交後已變動
# 退回的訂單由兩人決定婉拒（3.2.4）
proposal-decline-returned = 婉拒退回的訂單
step-order-ask-decline-returned = 提請婉拒
step-order-accept-decline = 同意婉拒
step-order-refuse-decline = 不同意，繼續協商
step-order-decline-returned = 依提請婉拒
rule-decline-fresh = 訂單內容與提請時相同
way-decline-fresh = 請不予同意，由專員依現況重新提請。
decline-moved = 提請之後訂單內容已變更。
propose-decline-of = 提請婉拒：{ $number }
propose-decline-lead = 經理同意後即通知客戶；不同意則繼續協商。
propose-decline-text = 與客戶協商的經過及無法成立的原因
propose-decline-back = 返回訂單
propose-decline-elsewhere = 婉拒須在專用表單填寫原因後提請
duty-decline-returned = 決定是否同意婉拒
duty-do-decline-returned = 決定
