//! The words customers use for the parts of an order, in folded form: lower case, simplified, letters and digits only.
//! A straight list; `labels` decides how a cell is compared with it.

use super::labels::Field;

/// Words over a column of the order table.
pub(crate) const COLUMNS: &[(Field, &str)] = &[
    (
        Field::Index,
        "序 序号 项次 行号 项 项号 项目号 行 行次 行项目 line lineno linenumber sn srno slno seq seqno pos position itemseq 顺序 顺序号",
    ),
    (
        Field::Item,
        "no 编号 号码 item itemno itemnumber items material id 项目 品项 标识 产品 product article part code 代码 代号",
    ),
    (
        Field::Sku,
        "料号 物料号 物料编号 物料编码 物料代码 产品编号 产品编码 产品代码 产品料号 产品号 产品型号 品号 货号 货品编号 货品编码 货品代码 商品编号 商品编码 商品代码 商品货号 商品料号 零件号 零件编号 零件料号 件号 部件号 材料编号 材料编码 材料代码 存货编码 存货编号 品番 品编 物品编号 物品编码 物品代码 产品货号 物料代号 料件编号 料件号 材料代号 产品代号 商品代号 货物编号 货物编码 编码 品项编号 配件编号 配件号 材料号 商品号 元件编号 厂牌料号 存货代码 存货号",
    ),
    (
        Field::Sku,
        "sku skuno skucode partno partnumber partnr partnum pn pno productcode productno productnumber productid prodcode itemcode articleno articlenumber articlecode artno artnr artnumber materialno materialnumber materialcode matno stockcode stockno catalogno catalogueno cataloguenumber catno catalognumber orderingcode ordercode mpn manufacturerpartno goodsno goodscode itemid skunumber parts partcode partref partid itemref productref articleid artcode stocknumber typeno suppliercode supplierref supplierproductcode sellersku prodno prodref mfgpartno catalogcode",
    ),
    (
        Field::Sku,
        "供应商料号 供应商货号 供应商编码 卖方料号 贵司料号 贵公司料号 贵方料号 厂商料号 你方料号 供方料号 厂家料号 原厂料号 supplierpartno supplierpartnumber suppliersku supplieritemno vendorpartno vendoritemno vendorpartnumber sellerpartno yourpartno youritemno yourarticleno yourproductcode yourref",
    ),
    (
        Field::TheirSku,
        "客户料号 客户物料号 客户编码 客户货号 我司料号 我方料号 本公司料号 自编料号 买方料号 需方料号 内部料号 本厂料号 customerpartno customerpartnumber custpartno buyerpartno buyeritemno ourpartno ouritemno ourarticleno cpn customeritemno customersku ourref ourcode",
    ),
    (
        Field::Name,
        "品名 名称 产品名称 货品名称 商品名称 物料名称 物品名称 材料名称 零件名称 货物名称 产品名 商品名 货品 商品 物料 物品 货物 品目 存货名称 品种 productname itemname materialname partname name goods nameofgoods commodity articlename",
    ),
    (
        Field::Spec,
        "规格 规格型号 型号规格 型号 规格尺寸 尺寸 产品规格 货品规格 商品规格 物料规格 型式 技术参数 参数 规格参数 规格要求 spec specs specification specifications specmodel size model modelno modelnumber type dimension dimensions modelspec productspec",
    ),
    (
        Field::Describe,
        "描述 品名规格 品名及规格 品名与规格 名称规格 名称及规格 名称型号 名称型号规格 品名规格型号 品名型号 货品描述 产品描述 物料描述 商品描述 产品说明 品名说明 摘要 内容 明细 货物名称及规格 产品名称规格 产品名称及规格 产品名称规格型号 产品名称及规格型号 名称规格型号 商品名称规格 物料名称规格 品名描述 规格描述 规格说明 品名规格说明 说明",
    ),
    (
        Field::Describe,
        "description descriptions desc itemdescription productdescription materialdescription partdescription goodsdescription descriptionofgoods details detail articledescription descriptionspec descriptionspecification productdetails nameandspecification namespec productnameandspecification productnamespecification",
    ),
    (
        Field::Qty,
        "数量 数 订购数量 订购数 订购量 采购数量 采购数 采购量 需求数量 需求数 需求量 订货数量 订货数 订货量 订单数量 订单数 下单数量 下单数 下单量 购买数量 本次数量 本次订购数量 交货数量 订数 订量 用量 数目 需用量 需用数量 要货数量 要货量 要货数 申购数量 请购数量 采购数目 订单量 件数 个数 支数 需求件数 下单量",
    ),
    (
        Field::Qty,
        "qty quantity quantities qnty quan orderqty orderquantity ordqty qtyordered orderedqty orderedquantity quantityordered reqqty requiredqty requiredquantity requestedqty qtyrequired qtypcs quantitypcs poqty qtyorder menge antal reqdqty qtyreqd ordered orderedpcs pcs pieces noofpcs numberofpieces quantityrequired qtyneeded orderpcs purchaseqty purchasequantity",
    ),
    (
        Field::Unit,
        "单位 计量单位 数量单位 单位名称 量词 uom unit units um measure unitofmeasure uofm unitmeasure ut 单元",
    ),
    (
        Field::Price,
        "单价 价格 售价 价钱 采购单价 含税单价 未税单价 不含税单价 税前单价 含税价 未税价 不含税价 净价 成交单价 成交价 折后单价 协议价 协议单价 单位价格 单位售价 价 unitprice price unitcost uprice priceperunit priceeach priceea netprice netunitprice rate unitnetprice priceperpc unitrate eachprice pricepcs unitpriceexclvat cost 未税价格 含税价格 单价未税 单价含税 采购价 采购价格 进价 供货价",
    ),
    (
        Field::PriceBase,
        "价格单位 价格基数 计价数量 计价基数 计价单位 单价基数 单价单位 定价单位 定价数量 每 per priceunit priceper priceperqty basequantity pricebase baseqty pricingunit pricebasis priceqty pu",
    ),
    (
        Field::Amount,
        "金额 总价 小计 合计 总金额 价款 货款 含税金额 未税金额 不含税金额 税前金额 复价 总额 合价 金额小计 价税合计 总计 amount total lineamount linetotal totalprice totalamount extendedprice extprice extension extended subtotal value netamount netvalue sum lineprice extamount linevalue totalvalue amt nettotal 价格合计 小计金额 金额合计 总价格 金额未税 金额含税 linesum",
    ),
    (
        Field::Remark,
        "备注 备考 附注 注 附记 要求 特殊要求 注记 remark remarks rmk note notes comment comments memo linenote",
    ),
    (Field::Discount, "折扣 折扣率 折让 discount disc discountpct discountrate 折"),
    (Field::Tax, "税率 税额 税金 税 增值税 增值税率 vat tax taxrate taxamount vatrate vatamount gst 营业税"),
    (
        Field::OtherQty,
        "库存 库存数量 库存数 现有库存 已交数量 已交 已交数 未交数量 未交 未交数 欠交数量 累计数量 箱数 装箱数 装箱数量 包装数量 包装数 每箱数量 每箱数 每包数量 包装 最小包装 最小包装量 最小起订量 moq packqty packsize pack packing packingqty qtypercarton cartons ctns stock stockqty onhand onhandqty backorder backorderqty delivered deliveredqty shippedqty receivedqty outstanding outstandingqty openqty 样品数 样品数量 备品数 备品数量 备品 赠品 赠品数量 重量 净重 毛重 单重 总重 weight netweight grossweight unitweight 体积 volume cbm 历史数量 上次数量 上月数量 预估数量 预测数量 安全库存 forecast budget 年用量 已到货 已收数量 收货数量 实收数量",
    ),
    (
        Field::OtherPrice,
        "定价 牌价 原价 市场价 市价 目录价 目录单价 标价 标准价 参考价 参考单价 上次单价 上次价格 历史价格 listprice originalprice lastprice catalogprice catalogueprice standardprice msrp 预算单价 预算 目标价",
    ),
    (
        Field::Ignore,
        "图片 图 图号 照片 photo picture image 品牌 brand maker manufacturer 制造商 产地 原产地 origin countryoforigin 材质 材料 hscode 海关编码 drawingno drawing 用途 用途说明 部门 仓库 库位 warehouse location 货位 版本 rev revision 颜色 color colour 状态 status 条码 barcode ean gtin 类别 分类 category group 班组 申请人 机台 项目名称 制令 工单号",
    ),
];

/// Words before a value outside the table, or over a column that repeats the same value in every row.
pub(crate) const HEADS: &[(Field, &str)] = &[
    (
        Field::OrderNo,
        "单号 订单号 订单编号 订单号码 订单单号 订购单号 订购单编号 订购编号 采购单号 采购单编号 采购单号码 采购订单号 采购订单编号 采购订单号码 采购编号 采购号 客户单号 客户订单号 客户订单编号 客户订单 客户采购单号 贵司单号 订货单号 订货编号 订货单编号 单据编号 单据号码 单据号 我司单号 我方订单号 我司订单号 po号 po单号 po编号 订购单号码 客户po 贵司订单 采购合同号 内部订单号 订单流水号 采购申请号 客户采购订单号 我方单号 我方采购单号",
    ),
    (
        Field::OrderNo,
        "po pono ponumber ponr ponum purchaseorderno purchaseordernumber purchaseno orderno ordernumber ordernr orderid custpo custpono customerpo customerpono customerordernumber customerorderno yourorderno yourpo yourpono orderref orderreference poref poreference ourorderno bestellnummer ordernum purchaseorderid poid salesorderno ourpo ourpono ourorder orderreferenceno orderrefno custref customerref customerreference buyerreference buyerref purchaseordernum purchaseorderref purchaseorderreference",
    ),
    (
        Field::OrderNoWeak,
        "编号 号码 no number purchaseorder order ref refno reference referenceno ourref yourref ourreference yourreference 订单 采购订单 文件编号 文号 表单编号 合同号 合同编号 合约编号 contractno contractnumber 请购单号 documentno docno",
    ),
    (
        Field::Placed,
        "日期 下单日期 下单日 下单时间 订单日期 订单日 订购日期 订购日 采购日期 采购日 订货日期 订货日 制单日期 制单日 开单日期 开单日 单据日期 填表日期 填单日期 签订日期 发单日期 制表日期 发出日期 date orderdate ordereddate podate dateoforder dateorder issuedate dateissued dated issued issuedon purchasedate documentdate orderedon placed placedon dateofissue podated orderplaced docdate creationdate 发单日 开立日期 建立日期 填表日 下订日 下订日期 订日 采购时间 订货时间 订单时间 申请日期 开单时间 制表日 created createddate poissued poissuedate dateraised raised",
    ),
    (
        Field::Requested,
        "交期 交货期 交货日期 交货日 交货时间 交货期限 交付日期 交付日 交付期 交付时间 到货日期 到货日 到货期 到货时间 要求到货日期 要求到货日 要求到货期 要求到货时间 要求交期 要求交货日 要求交货日期 要求交货期 要求日期 要求送货日期 需求日期 需求日 需求交期 需求时间 需用日期 需用日 需要日期 希望交期 希望到货日 期望交期 期望到货日期 期望交货日期 期望日期 送货日期 送货日 送货时间 送达日期 送达时间 指定交期 指定日期 指定到货日 预定交期 预计交期 预交日期 预交日 约定交期 交货 发货日期 出货日期 出货日 发货时间 纳期 交期要求 交货要求 最晚交期 最迟到货日 最迟交货日 最晚到货 预计到货 预计到货日 交货截止 交货截止日 到厂日 到厂日期 入厂日 到料日 到料日期 要求送达 要求送达日期 收货日期 收货日 交付 希望到货 希望到货日期 最迟交期 要求交货 要求到货 客户交期 货期 供货日期",
    ),
    (
        Field::Requested,
        "delivery deliverydate deliverydt deliverytime deliveryon deliverby deliverbydate deliveryby deliverondate requireddate required requiredby requiredon requiredbydate requesteddate requested requesteddelivery requesteddeliverydate requestdate requestedfor daterequired daterequested reqdate reqdeliverydate needby needbydate neededby needed needdate duedate due duedt eta etd shipdate shipby shippingdate shipmentdate shipment deliverydue requireddelivery requireddeliverydate wanted wanteddate wantedby wantedon leadtime dateneeded expecteddate expecteddelivery expecteddeliverydate deliverydeadline dateofdelivery latestdelivery latestdeliverydate deadline deldate deliveryrequired deliveryrequested arrival arrivaldate dateofarrival requestedshipdate requestedshipment onsitedate onsite requiredonsite deliverbefore requestedarrival requestdeliverydate",
    ),
    (
        Field::Customer,
        "客户 客户名称 客户全称 客户公司 客户名 客户单位 买方 买方名称 买方公司 买家 需方 需方名称 需方单位 甲方 甲方名称 购方 购方名称 购货单位 购货方 购买方 购买方名称 采购方 采购单位 采购单位名称 订货单位名称 购货单位名称 采购公司 订货单位 订货公司 订货方 订购单位 订购厂商 订购公司 公司名称 公司 公司名 单位名称 买受人 抬头 发票抬头 委托方 下单公司 下单单位 发件人 发件单位 订购客户 购买单位 买方单位 客户全名 采购公司名称 下单客户 订货客户 购买公司",
    ),
    (
        Field::Customer,
        "customer customername buyer buyername buyercompany company companyname client clientname purchaser purchasername soldto soldtoparty billto from orderfrom account accountname orderingcompany customercompany orderingparty",
    ),
    (
        Field::CustomerCode,
        "客户编号 客户代码 客户代号 客户编码 客户号 客户号码 客编 customerno customercode customernumber customerid custno custcode custid accountno accountnumber accountcode clientcode clientno clientid youraccountno buyercode buyerid",
    ),
    (
        Field::Contact,
        "联络人 联系人 联络窗口 联系窗口 窗口 采购员 采购人员 采购 采购人 采购联系人 采购担当 采购窗口 经办人 经办 承办人 承办 收件人 收货人 订购人 订货人 下单人 负责人 担当 担当者 联系人姓名 联络人姓名 客户联系人 姓名 联系 联络 attn attention contact contactperson contactname contacts buyercontact orderedby purchasingagent purchasingcontact customercontact attnto requester requestor contactus yourcontact personincharge pic 连络人 连络窗口 对接人 接洽人 收货联络人 收货联系人 采购承办 采购姓名 采购联络人 采购经办 业务联系人",
    ),
    (
        Field::Phone,
        "电话 联系电话 联络电话 电话号码 手机 手机号 手机号码 行动电话 移动电话 联系方式 联络方式 联络方法 联系手机 公司电话 客户电话 话 tel telephone phone phoneno telno telephoneno phonenumber mobile mobileno mobilephone cell cellphone contactno contactnumber contactphone contacttel ph telephonenumber buyerphone 连络电话 连络方式 行动 采购电话 收货电话 联系人电话 联络人电话 mob cellno telfax directline direct",
    ),
    (
        Field::Email,
        "邮箱 电子邮件 电邮 电子邮箱 电子信箱 信箱 邮件 邮箱地址 email mail emailaddress mailaddress contactemail buyeremail emailid",
    ),
    (
        Field::ShipTo,
        "交货地点 交货地址 送货地址 送货地点 收货地址 收货地点 收件地址 送达地点 送达地址 配送地址 配送地点 交货地 到货地点 到货地址 发货地址 交付地点 交付地址 指定送货地点 送货至 送至 交货处 收货单位地址 寄送地址 shipto shiptoaddress shippingaddress deliverto deliveryto delivertoaddress deliveryaddress deliveryplace placeofdelivery deliverylocation deliverysite destination consignee consigneeaddress shipaddress deliverypoint sendto shiptolocation deladdress goodsto 送货地 收货点 到货地 运送地址 寄送地点 卸货地点 送货点 工厂地址 交货地点地址 运送地点 货物送达地点 收货仓库 交货仓库 siteaddress deliverat shippingto shipaddressto deliveryaddr shippinglocation receivingaddress",
    ),
    (
        Field::Address,
        "地址 公司地址 联系地址 联络地址 通讯地址 客户地址 买方地址 需方地址 address companyaddress customeraddress buyeraddress addr",
    ),
    (
        Field::Term,
        "付款条件 付款方式 付款 付款期限 付款期 付款条款 结算方式 结算 结算条件 结算期限 账期 帐期 结帐方式 结账方式 收款条件 支付方式 支付条件 付款约定 paymentterm paymentterms termsofpayment terms payment paymentcondition paymentconditions paymentmethod payterm payterms termofpayment",
    ),
    (
        Field::Special,
        "备注 备考 附注 注意事项 注意 特殊要求 特别要求 其他要求 其它要求 要求 特记事项 特殊说明 特别说明 说明 其他 其它 其他说明 注 订单备注 补充说明 特殊指示 特殊备注 remark remarks note notes comment comments specialinstruction specialinstructions specialrequirement specialrequirements specialrequest specialrequests instruction instructions memo special otherrequirement otherrequirements deliveryinstructions orderremarks ordernotes additionalinformation requirements specialnotes specialnote orderremark ordernote 其他事项 附加说明 特别备注 客户备注 备注说明 要求事项 订单要求 品质要求 质量要求 包装要求 检验要求 包装说明 特别注意 客户要求 特别事项 specialremarks additionalnotes message additionalinstructions specialcomments additionalcomments packinginstructions packagingrequirements qualityrequirements otherremarks furtherinstructions",
    ),
    (Field::Currency, "币别 币种 货币 币制 币值 交易币别 currency curr cur ccy currencycode"),
    (
        Field::TaxId,
        "统一编号 统编 税号 纳税人识别号 纳税人号 税务登记号 统一社会信用代码 社会信用代码 信用代码 vatno vatnumber vatid taxid taxno taxnumber taxregno vatregno vatregistrationno orgno",
    ),
    (
        Field::Seller,
        "供应商 供应商名称 供方 供方名称 卖方 卖方名称 卖家 乙方 乙方名称 供货商 供货方 供货单位 供货商名称 销方 销售方 厂商 厂商名称 受订单位 承揽商 承制商 致 to supplier suppliername vendor vendorname seller sellername messrs orderto",
    ),
    (
        Field::Total,
        "合计 总计 总金额 总额 共计 总价 订单金额 订单总额 订单总金额 合计金额 金额合计 总计金额 总合计 应付总额 应付金额 含税合计 含税总计 含税总额 含税金额 价税合计 总计含税 合计含税 货款合计 金额总计 total totals grandtotal totalamount ordertotal amountdue totalvalue totalprice ordervalue sum sumtotal totalsum totalorder totalordervalue totalamountdue totalinclvat totalexclvat totalinclvat totaldue amount poamount pototal 总 本单合计 合计总额 总价款 累计 totalnet netpayable payable 应付总计 订单合计 合计数",
    ),
    (
        Field::Subtotal,
        "小计 未税金额 未税合计 未税总计 未税总额 不含税金额 不含税合计 不含税总额 不含税总计 税前金额 税前合计 货款 销售额 本页小计 本页合计 页小计 subtotal subtot nettotal netamount pagetotal itemtotal totalbeforetax totalexcludingtax",
    ),
    (
        Field::Tax,
        "税额 税金 营业税 增值税 增值税额 税 vat tax taxamount vatamount salestax gst 税率 taxrate vatrate totaltax",
    ),
    (
        Field::Charge,
        "运费 运杂费 运输费 快递费 物流费 包装费 手续费 折让 折扣 优惠 优惠金额 其他费用 杂费 保险费 安装费 定金 订金 freight freightcharge freightcharges shipping shippingcost shippingcharge shippinghandling handling deliverycharge deliverycost discount deposit packagingcost insurance othercharges surcharge allowance",
    ),
    (
        Field::QtyTotal,
        "数量合计 总数量 合计数量 数量总计 总数 总件数 totalqty totalquantity qtytotal totalpcs totalpieces totalunits",
    ),
    (
        Field::Ignore,
        "传真 传真号码 传真号 fax faxno faxnumber 大写 大写金额 金额大写 合计大写 合计金额大写 人民币大写 人民币 新台币 新台币大写 总计大写 金额总计大写 制表 制表人 制单 制单人 核准 审核 审核人 批准 复核 签章 签名 盖章 签字 签收 主管 经理 采购主管 采购经理 会签 确认 回签 approvedby preparedby authorizedby authorizedsignature signature signedby checkedby reviewedby sign approval approved stamp",
    ),
    (
        Field::Aside,
        "报价单号 报价编号 quotationno quoteno quoteref quotation 项目编号 项目名称 项目 专案 专案名称 专案编号 工程名称 project projectno projectname 交货方式 运输方式 运送方式 送货方式 货运方式 出货方式 shippingmethod shipvia shipmethod deliverymethod carrier incoterm incoterms deliveryterm deliveryterms termsofdelivery tradeterms 贸易条件 贸易条款 包装方式 packing packaging 验收方式 验收标准 质量标准 保固 保修 warranty 发票 发票类型 发票种类 发票地址 发票寄送地址 invoice invoiceaddress billingaddress billtoaddress 有效期 有效期限 有效日期 validity validuntil",
    ),
    (
        Field::Ignore,
        "页 页次 页数 页码 page pages 版本 版次 rev revision version 发票号 发票号码 invoiceno 部门 申请部门 需求部门 采购部门 使用部门 department dept 网址 website web 开户行 开户银行 银行 账号 帐号 银行账号 bank bankaccount iban swift 邮编 邮政编码 邮递区号 zip postcode postalcode time 时间 国家 country city 城市",
    ),
];
