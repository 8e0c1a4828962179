process-count-of = { $n } 件
process-others = 公司设置与人员的流程
