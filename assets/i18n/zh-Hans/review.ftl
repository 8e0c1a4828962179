# 初审与最终审核（3.2）
step-order-submit = 提交最终审核
step-order-withdraw-submission = 撤回提交
step-order-approve = 审批通过
step-order-send-back = 退回
step-order-decline = 拒接
step-order-ask-consent = 请上级同意
step-order-ask-release-credit = 请财务放行
step-order-consent = 同意
step-order-release-credit = 放行
step-order-refuse-consent = 不同意
step-order-refuse-release-credit = 不放行

# 检查的名称
group-complete = 完整性
group-accurate = 准确性
group-legal = 合法性
group-delivery = 交货期
group-price = 价格
group-payment = 付款条件
group-major = 重大订单
rule-complete-customer = 客户名称
rule-complete-contact = 联系人与联系方式
rule-complete-product = 产品名称
rule-complete-spec = 规格型号
rule-complete-quantity = 数量
rule-complete-date = 交货日期
rule-complete-place = 交货地点
rule-complete-special = 特殊要求
rule-accurate-product = 产品在目录中，或为定制品
rule-accurate-spec = 规格属于该产品
rule-accurate-feasible = 定制品可行性已答复
rule-accurate-unit = 单位
rule-accurate-pack = 包装倍数
rule-accurate-arithmetic = 金额计算
rule-accurate-rate = 汇率
rule-accurate-date = 交货日为将来的工作日
rule-accurate-place = 交货地址完整
rule-accurate-contact = 每种联系方式都可用
rule-accurate-duplicate = 客户单号未重复
rule-accurate-source = 与客户原件一致
rule-legal-blocked = 客户未停止往来
rule-legal-permit = 管制品许可
rule-legal-licence = 营业执照有效
rule-legal-agreement = 框架协议有效
rule-submit-written = 书面订单已存入客户文件
rule-delivery-late = 能按客户要求的日期交货
rule-delivery-denied = 没有部门说不能
rule-reply-verdict = 已答能或不能
rule-reply-lines = 行号在订单上
rule-reply-day = 答能并写明日期
rule-delivery-custom = 定制品可行
rule-price-authority = 价格在专员权限内
rule-price-unlisted = 有目录价可比
rule-price-consent = 价格在经理权限内
rule-price-policy = 价格政策自提交后未变
rule-payment-term = 付款条件允许
rule-payment-credit = 信用额度
rule-payment-overdue = 无逾期账款
rule-payment-import = 应收数据为近期
rule-payment-policy = 付款设置自提交后未变
rule-major-consent = 上级同意
weight-must = 不可例外
weight-ground = 须由{ $role }写明理由
weight-note = 提示

# 检查的结论
check-customer-missing = 尚未选定客户。
check-contact-unnamed = 未填联系人。
check-contact-unreachable = 联系人没有可用的电话、邮箱或传真。
check-phone-odd = “{ $typed }”不是可拨通的电话号码。
check-fax-odd = “{ $typed }”不是可拨通的传真号码。
check-email-odd = “{ $typed }”不是邮箱地址。
check-no-lines = 订单没有任何明细。
check-product-missing = 未填产品。
check-spec-missing = 未填规格型号。
check-quantity-missing = 未填数量。
check-date-missing = 未填交货日期。
check-place-missing = 未填交货地点。
check-special-unanswered = 特殊要求尚未回答（没有也请填“无”）。
check-product-gone = 产品 { $sku } 已不在目录中。
check-product-unknown = 目录中没有 { $sku }。
check-spec-other = 填写的规格“{ $entered }”与目录的“{ $ours }”不同。
check-unit-missing = 未填单位。
check-unit-other = 填写的单位“{ $entered }”与目录的“{ $ours }”不同。
check-pack = 数量 { $quantity } 不是包装量 { $pack } 的倍数。
check-amount-wrong = 金额 { $amount } 与数量乘单价不符。
check-total-wrong = 合计 { $gross } 与明细汇总不符。
check-rate-missing = 没有 { $currency } 的汇率。
check-date-past = 交货日 { $day } 不在今天之后。
check-date-closed = 交货日 { $day } 不是工作日。
check-place-short = 交货地点“{ $place }”不像完整地址。
check-duplicate = 客户单号 { $no } 已用于订单 { $other }。
check-source-extra = { $sku } 不在客户原件“{ $file }”中。
check-source-missing = 客户原件“{ $file }”中的 { $sku } 未录入。
check-source-quantity = 客户原件“{ $file }”为 { $read }，录入为 { $entered }。
check-source-day = 文件 { $file } 的交货期为 { $read }，录入的是 { $entered }。
check-source-place = 文件 { $file } 的地点为“{ $read }”，录入的是“{ $entered }”。
check-source-number = 文件 { $file } 的订单号为 { $read }，录入的是“{ $entered }”。
check-source-price = 客户原件“{ $file }”单价为 { $read }，录入为 { $entered }。
check-blocked = 该客户已停止往来。
check-permit = { $sku } 为管制品，客户没有有效许可。
check-licence-expired = 营业执照 { $no } 已于 { $day } 到期。
check-licence-expiring = 营业执照 { $no } 将于 { $day } 到期。
check-agreement-expired = 框架协议 { $no } 已于 { $day } 到期。
check-agreement-missing = 此等级客户须有框架协议，尚未登记。
check-unfeasible = “{ $name }”不在价目表内；{ $who }尚未答复能否制作。
check-undocumented = 订单注明以书面送达，却没有存入任何客户文件：目前视同口头订单。
check-late = 要求 { $wanted }，最快 { $promised }。
check-late-short = 要求 { $wanted }，最快 { $promised }：可用库存 { $free }，需要 { $wants }，其余已预留给 { $holders }。
check-late-consented = 要求 { $wanted }，承诺 { $promised }，客户已同意：{ $consent }
check-late-undated = 要求 { $wanted }，最快 { $promised }；没有写明客户同意到哪一天：{ $consent }
check-late-beyond = 要求 { $wanted }，最快 { $promised }；客户只同意到 { $until }：{ $consent }
check-late-committed = 要求 { $wanted }，估计 { $promised }，{ $department ->
    [production] 生产
    [purchasing] 采购
   *[other] 部门
}（{ $by }）已书面承诺如期。
check-denied = { $department ->
    [production] 生产
    [purchasing] 采购
   *[other] 部门
}（{ $by }）答复做不到。
check-committed-later = 要求 { $wanted }，{ $department ->
    [production] 生产
    [purchasing] 采购
   *[other] 部门
}（{ $by }）只保证 { $day }。
check-committed-dayless = { $department ->
    [production] 生产
    [purchasing] 采购
   *[other] 部门
}（{ $by }）答复能做，但没有写日期。
check-infeasible = “{ $name }”不在价目表内；{ $who }答复无法制作。
check-custom = 定制品：须先由生产或质量答复可行。
check-custom-committed = 定制品：{ $department ->
    [production] 生产
    [purchasing] 采购
   *[other] 部门
}（{ $by }）已答复可行。
check-price-manager = 单价 { $offered }，低于目录价 { $list } 达 { $under } %（{ $money }），超出专员权限。{ $of ->
    [none] {""}
   *[other] 按价目表 { $of }（满 { $from } 起，至 { $until }）。
}
check-price-unlisted = 单价 { $price }，没有目录价可比。
check-price-beyond = 单价 { $offered }，低于目录价 { $list } 达 { $under } %（{ $money }），超出经理权限。{ $of ->
    [none] {""}
   *[other] 按价目表 { $of }（满 { $from } 起，至 { $until }）。
}
check-price-beyond-consented = 单价 { $offered }，低于目录价 { $list } 达 { $under } %（{ $money }），上级已同意。{ $of ->
    [none] {""}
   *[other] 按价目表 { $of }（满 { $from } 起，至 { $until }）。
}
check-price-floor = 单价 { $offered } 低于底价 { $floor }（目录价 { $list }，低 { $under } %，{ $money }）。{ $of ->
    [none] {""}
   *[other] 按价目表 { $of }（满 { $from } 起，至 { $until }）。
}
check-price-floor-consented = 单价 { $offered } 低于底价 { $floor }（目录价 { $list }，低 { $under } %，{ $money }），上级已同意。{ $of ->
    [none] {""}
   *[other] 按价目表 { $of }（满 { $from } 起，至 { $until }）。
}
check-policy-moved = 提交之后，{ $setting ->
    [price-authority-specialist] 订单专员权限
    [price-authority-manager] 部门经理权限
    [price-class] { $class } 级价格系数
    [major-gross] 重大订单起点
    [major-gross-consent] 上级领导同意起点
    [licence-warning-days] 证照预警天数
    [delivery-transit-days] 运输天数
    [tax-rate] 默认税率
    [payment-terms] { $class } 级付款条件
    [credit-import-days] 应收账款有效期
   *[other] { $setting }
}由 { $from } 改为 { $to }：{ $by } 提请，{ $accepted } 使其生效；理由：{ $ground }
check-term-missing = 未填付款条件。
check-term-missing-released = 未填付款条件，财务已放行至 { $until }。
check-term = { $class } 级客户不适用付款条件“{ $term }”。
check-term-released = { $class } 级客户不适用付款条件“{ $term }”，财务已放行至 { $until }。
check-credit = 未结 { $exposure } 加本单 { $order } 超过信用额度 { $limit }。
check-credit-released = 未结 { $exposure } 加本单 { $order } 超过信用额度 { $limit }，财务已放行 { $amount } 至 { $until }。
check-overdue = 逾期账款 { $money }（数据日 { $day }）。
check-overdue-released = 逾期账款 { $money }（数据日 { $day }），财务已放行至 { $until }。
check-import-missing = 财务尚未导入该客户的应收数据。
check-import-old = 应收数据为 { $day } 的，已非近期。
check-decision = 重大订单：经理须书面写明决定（至少 { $n } 字）。
check-consent = 订单 { $gross } 达到 { $limit }，须先由上级同意。
check-consented = 订单 { $gross } 达到 { $limit }，上级已同意。
check-apart = 录入或提交订单的人不得审核该订单。
check-on-hold = 订单已暂停。
check-not-regular = 它已不是一般订单。
check-ticks-left = 自查尚有 { $n } 项未勾选。
check-unconfirmed = 口头订单尚未由客户书面确认并回传。
promise-stock = 可用库存 { $free }，运输 { $transit } 个工作日。
promise-make = 可用库存 { $free }；{ $rest } 自制，瓶颈为{ $centre }：{ $begin } 开工，{ $ready } 完工；运送 { $transit } 个工作日。
promise-buy = 可用库存 { $free }，其余 { $rest } 向 { $supplier } 采购：{ $days }、运输 { $transit } 个工作日。
promise-custom = 定制品，须由部门判断。
major-gross = 含税金额 { $gross } 达到重大订单门槛 { $limit }。
major-first = 该客户的第一张订单。
major-floor = 有明细低于底价。
major-flagged = 已标记为重大订单。

# 下一步怎么走
way-complete-contact = 请补上联系人，以及电话、邮箱或传真其中一项。
way-complete-special = 请向客户问清特殊要求；没有就填“无”。
way-accurate-product = 请从目录选料号；定制品请清空料号，只填说明。
way-accurate-pack = 请与客户改成包装量的倍数。
way-accurate-rate = 请财务先登记汇率。
way-accurate-date = 请改日期，或写明理由。
way-accurate-contact = 请更正，或写明为何如此。
way-accurate-duplicate = 请确认不是重复下单；若不是，请写明理由。
way-accurate-source = 请对照原件更正；若客户另有说法，请写明理由。
way-legal-blocked = 请财务或经理先恢复往来。
way-legal-permit = 请客户补许可，由财务登记。
way-delivery-late = 请在订单记下客户同意的日期、请生产或采购书面承诺，或退回协商。
way-delivery-denied = 请与该部门商量，或写明为何仍承诺这一天。
way-delivery-custom = 请在订单上向生产或采购询问可交日期，等其答复“能”并写明日期。
way-price-authority = 经理写明理由即可通过。
way-legal-agreement = 经理写明理由，或登记新的协议。
way-accurate-feasible = 请相关部门答复订单上的提问。
way-submit-written = 请在订单的“文件”页存入客户来文；如果客户只是口头告知，请改为电话或来访，并取得书面确认。
way-price-consent = 请上级同意，或退回协商价格。
way-payment-term = 请财务放行，或退回改付款条件。
way-payment-credit = 请财务放行，或退回改为预付款。
way-payment-overdue = 请财务放行，或先催款。
way-major-decision = 请在“审批意见”栏写明理由。
way-major-consent = 请上级同意。
way-approve-apart = 由上级领导决定。
way-verdict-apart = 由上级领导决定。
way-approve-hold = 请先解除暂停。
way-approve-regular = 请打开后单独决定。
way-price-policy = 请判断是否为本单而改；若是，请退回。
way-payment-policy = 请判断是否为本单而改。
way-submit-ticks = 请逐项自查并勾选。
way-submit-confirmed = 请先发出确认单，待客户签回。

# 专员的自查
tick-read-back = 已向客户复述订单内容
tick-compared = 已与客户原件逐项核对规格和数量
tick-place-checked = 已核对交货地点和卸货条件
tick-lawful = 客户与产品均可合法往来

# 理由
ground-customer-agreed = 客户已同意
ground-verified = 已核实
ground-as-ordered = 客户就是这样订的
ground-market = 市场行情
ground-relation = 往来关系
ground-other = 其他
reason-delivery = 交货期
reason-price = 价格
reason-payment = 付款条件
reason-quantity = 数量
reason-product = 产品或规格
reason-legality = 合法性
reason-unclear = 客户要求不清楚
reason-document = 文件不全
reason-entry = 录入错误
reason-capacity = 产能不足
reason-credit = 信用
reason-duplicate = 重复下单
reason-other = 其他
decline-told-capacity = 目前产能无法承接
decline-told-price = 价格未能达成一致
decline-told-credit = 付款条件未能达成一致
decline-told-legality = 依法规无法供应
decline-told-product = 所需产品无法供应
decline-told-duplicate = 此单与先前的订单重复
decline-told-other = 由负责专员向您说明

# 页面
review-submission-of = 提交 { $number }
review-submission-lead = 检查、自查与理由；提交后内容即冻结。
review-submit = 提交
review-submitted = 已提交，等待审核
review-withdraw-reason = 撤回的理由
review-grounds-wanted = 以下各项须写明理由
review-ticks = 我已经
review-checks = 检查
review-rounds = 审核轮次
review-no-rounds = 尚未提交
review-no-rounds-text = 每次提交都会在这里留下内容、检查与结果。
review-round = 第 { $n } 轮
review-since-round = 与第 { $n } 轮相比
review-since-submission = 提交后的变化
review-sent-back-for = 上次退回：
review-no-changes = 内容没有变更。
review-nothing-moved = 检查结果没有变化。
review-more = 另有 { $n } 项
review-pass = 通过
review-passing = { $of } 项中 { $n } 项通过
review-green = 通过
review-amber = 注意
review-red = 不通过
review-evidence = 依据
review-ground-code = 理由类别
review-ground-hint = { $rule }（{ $clause }）：请写明理由
review-ground-said = 理由（{ $code }）：{ $text }
review-ground-void = 已失效，事实之后有变：{ $text }
review-text-long = 文字超过 { $limit } 字。
review-open-cockpit = 到审核页面
review-open-order = 打开订单
review-waiting-count = 待审 { $n } 张
review-kinds = 类别
review-asked = 等您答复
review-asked-what = 事项
review-asked-words = 说明
review-waited = 已等候 { $span }
figure-in-time = 可准时
figure-late = { $n } 项延迟
review-all = 全部
review-regular = 一般
review-special = 特殊
review-order = 订单
review-customer = 客户
review-value = 金额
review-kind = 类别
review-owner = 负责专员
review-due = 期限
review-major = 重大
review-empty = 没有待审的订单
review-empty-text = 专员提交的订单会按提交时间列在这里。
review-approve-ticked = 通过勾选的订单
review-tick = 勾选 { $number }
review-batch = 批量审批
review-batch-lead = { $of } 张中 { $n } 张已通过
review-batch-before = 批量审批前确认
review-batch-will = 可通过 { $n } 张，不能通过 { $cannot } 张
review-batch-go = 通过这 { $n } 张
review-batch-can = 可以通过
review-batch-result = 结果
review-batch-special = 特殊订单须单独审核。
review-batch-none = 没有勾选任何订单
review-batch-none-text = 请在待审清单勾选一般订单。
review-batch-back = 回待审清单
review-batch-compared = 点击通过时，每张订单都会和本页显示的内容逐句核对；这期间有变动的不会通过。
review-batch-moved = 打开页面之后有变动，没有通过
review-batch-moved-way = 请先看变动的内容，仍然同意再通过。
review-batch-anew = 重新查看这 { $n } 张
review-flash-approved = { $number } 已审批通过，已下达各部门并通知客户。
review-flash-returned = { $number } 已退回专员。
review-flash-declined = { $number } 已拒接，已通知客户。
review-waits = 已等 { $waited }，期限 { $allowed }
review-hours = { $n } 小时
review-minutes = { $n } 分钟
review-line = 行
review-product = 产品
review-quantity = 数量
verdict-open = 审核中
verdict-approved = 已通过
verdict-returned = 已退回
verdict-declined = 已拒接
verdict-withdrawn = 已撤回
verdict-reasons = 原因
verdict-words = 请具体说明，让专员知道要与客户谈什么
verdict-words-file = 说明（存档用；客户只看到所选原因）
verdict-no-reason = 至少选一项原因。
verdict-no-words = 请写明说明。
decide-title = 决定
decide-over = 该订单目前不在审核中。
decide-decision = 审批意见
decide-decision-major = 重大订单，至少 { $n } 字
decide-decline-sure = 拒接后不能恢复，并会通知客户。确定？
delivery-wanted = 要求
delivery-promise = 承诺
delivery-free = 可用库存
delivery-why = 说明
delivery-binding = 关键：第 { $line } 行 { $sku }。
delivery-consent = 客户同意延后
delivery-denied = 第 { $line } 行：{ $by } 答复做不到（{ $at }）。
delivery-commitment = 第 { $line } 行：{ $by } 书面承诺 { $day }（{ $at }）。
delivery-computed = 计算于 { $at }，库存与排程此后未变。
delivery-held = 已预留给 { $orders }
price-lead = { $of } 行中 { $n } 行超出专员权限，其中 { $floor } 行低于底价
price-deviation = 与目录价相差
price-margin = 毛利
price-list = 目录价
price-of = { $list }，满 { $n } 起，{ $from } 至 { $until }
price-floor = 底价
price-offered = 单价
price-discount = 折扣
price-under = 低于目录价
price-money = 差额
price-who = 权限
within-specialist = 专员
within-manager = 经理
within-beyond = 上级
within-floor = 低于底价
within-unlisted = 无目录价
payment-term-allowed = { $term }：{ $class } 级客户适用
payment-term-not = { $term }：{ $class } 级客户不适用
payment-credit = 信用额度
payment-credit-finding = 含本单后使用 { $percent }，额度 { $limit }
payment-what = 项目
payment-much = 金额
payment-limit = 额度
payment-overdue = 逾期
payment-import = 应收数据：{ $at }（{ $days } 天前）
payment-import-none = 财务尚未导入应收数据
payment-open-orders = 未完成订单
payment-receivable = 应收账款
payment-deposit = 已收定金
payment-this-order = 本单
payment-after = 含本单合计
payment-released = 财务放行
proposals-title = 需要他人决定的事
proposal-consent = 上级同意
proposal-release-credit = 财务放行
proposal-ask-consent = 请上级同意，说明
proposal-ask-release-credit = 请财务放行，说明
proposal-state-open = 等待答复
proposal-state-accepted = 已同意
proposal-state-refused = 未同意
proposal-state-moot = 已失效
proposal-released = 放行至总额 { $amount }，到 { $until } 为止
proposal-answer = 答复
release-amount = 允许的未结总额（{ $currency }）
release-until = 到哪一天
release-no-amount = 请填放行的总额。
release-no-day = 请填放行到哪一天，不可早于今天。
release-amount-unreadable = 金额无法识别。
release-day-unreadable = 日期无法识别。
ask-no-words = 请写明为什么需要。
ask-waits-already = 已经请示过，尚待答复。
answer-no-words = 请写明理由。

# 变更的字段
change-customer-order-no = 客户单号
change-customer-order-on = 客户单日期
change-channel = 来源
change-priority = 加急
change-currency = 币种
change-payment-term = 付款条件
change-requested-on = 要求日期
change-net = 未税合计
change-tax = 税额
change-gross = 价税合计
change-name = 名称
change-phone = 电话
change-email = 邮箱
change-fax = 传真
change-kind = 订单种类
change-place = 交货地点
change-delivery-policy = 分批交货
change-transport-term = 贸易术语
change-transport-mode = 运输方式
change-freight-payer = 运费承担
change-insurance = 保险
change-unloading = 卸货条件
change-packing = 包装
change-marking = 唛头
change-label-language = 标签语言
change-deposit = 定金
change-special-answered = 特殊要求已回答
change-special = 特殊要求
change-confidentiality = 保密
change-remark = 备注
change-flagged-major = 标记重大
change-late-consent = 客户同意延后
change-late-until = 客户同意到哪一天
change-sku = 料号
change-spec = 规格
change-customer-part = 客户料号
change-quantity = 数量
change-unit = 单位
change-price = 单价
change-price-base = 计价单位
change-discount = 折扣
change-tax-rate = 税率
change-amount = 金额
check-unanswered = { $department }尚未答复经理要求先答的问题
rule-approve-answered = 须先答复的问题都已答复
way-approve-answered = 请部门答复，或由经理在沟通页注明不待答复
# 打开页面之后变动的内容（3.2.3）
rule-approve-seen = 看到什么就审什么
way-approve-seen = 请先看变动的内容，仍然同意就再点一次批准。
rule-seen-limit = 信用额度
rule-seen-receivable = 应收账款
rule-seen-promise = 最早交货期
rule-seen-price = 目录价
rule-seen-more = 后面的内容
seen-limit = 信用额度是 { $amount }
seen-receivable = 未收 { $open }，其中逾期 { $overdue }（截至 { $day }）
seen-promise = 最早交货期是 { $day }
seen-price = 目录价 { $list }，底价 { $floor }
seen-more = 前 { $n } 项之外有变动，请把整页再看一遍
seen-gone = 原来显示的内容已经不成立
seen-unreadable = 这个页面无法识别，请重新打开
review-since-opened = 您打开页面之后的变动
review-since-opened-lead = 还没有作出任何决定。下面这些和您刚才看到的不一样，确认无误请再点一次批准。
review-figures-moved = 提交后有变动
# 退回的订单由两个人决定谢绝（3.2.4）
proposal-decline-returned = 谢绝退回的订单
step-order-ask-decline-returned = 提请谢绝
step-order-accept-decline = 同意谢绝
step-order-refuse-decline = 不同意，继续谈
step-order-decline-returned = 按提请谢绝
rule-decline-fresh = 订单内容和提请时一致
way-decline-fresh = 请先不同意，由专员按现在的内容重新提请。
decline-moved = 提请之后订单内容改过。
propose-decline-of = 提请谢绝：{ $number }
propose-decline-lead = 经理同意就通知客户；不同意就接着谈。
propose-decline-text = 跟客户谈过什么，为什么谈不成
propose-decline-back = 回到订单
propose-decline-elsewhere = 谢绝请在单独的表单上写明原因后提请
duty-decline-returned = 决定是否同意谢绝
duty-do-decline-returned = 决定
