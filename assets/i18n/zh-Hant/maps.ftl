process-count-of = { $n } 件
process-others = 公司設定與人員的流程
