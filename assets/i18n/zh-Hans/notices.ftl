# 通知客户（3.2.5）
step-notice-told = 已告知客户
step-notice-accepted = 通知客户：已接单
step-notice-declined = 通知客户：未接单
notice-title = 给客户的通知
notice-none = 尚未通知客户
notice-none-text = 订单审批通过或拒接时，客户会收到通知；没有邮箱的客户由专员致电。
notice-kind-accepted = 已接单
notice-kind-declined = 未接单
notice-medium-email = 邮件
notice-medium-phone = 电话
notice-medium-fax = 传真
notice-done-at = 已于 { $at } 告知
notice-to-do = 待告知
notice-outcome = 结果
notice-words = 内容
notice-spoke-with = 联系到谁
notice-said = 对方怎么说
notice-whom-missing = 请写明联系到谁、对方怎么说。
notice-too-long = 文字超过 { $limit } 字。
way-told-whom = 没有联系上请再试；联系上了请写明对方和答复。
notice-accepted-subject = 订单 { $number } 已接单（贵方单号 { $yours }）
notice-declined-subject = 订单 { $number } 未能接单（贵方单号 { $yours }）
notice-greeting = { $contact }，您好：
notice-accepted-lead = 贵公司（{ $customer }）的订单已接单并开始处理。我方订单号 { $number }，贵方单号 { $yours }。明细与承诺交货日如下：
notice-declined-lead = 贵公司（{ $customer }）的订单 { $number }（贵方单号 { $yours }）经审核后未能承接，敬请谅解。
notice-accepted-next = 后续进度会及时告知。如有任何一项与您的需要不符，请尽快与我们联系。
notice-declined-next = 如您愿意调整内容，我们很乐意重新评估。
notice-line = { $no }. { $goods }，{ $quantity }，承诺 { $day }
notice-lines-more = 另有 { $n } 项，详见订单。
notice-day-open = 另行通知
notice-sign = 负责专员：{ $owner }
    { $company } { $phone }
    （本通知由系统代 { $owner } 发出）
notice-call-opening = 请与 { $contact }（{ $customer }）联系，并说明：
notice-call-closing = 请对方复述订单号和日期，并记下联系到谁、对方怎么说。
