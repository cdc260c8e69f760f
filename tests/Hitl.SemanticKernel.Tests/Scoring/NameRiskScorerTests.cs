namespace Hitl.SemanticKernel.Tests.Scoring;

public class NameRiskScorerTests
{
    private readonly NameRiskScorer _scorer = new([]);

    [Theory]
    [InlineData("GetWeather")]
    [InlineData("get_parcel_history")]
    [InlineData("find-nearest-depot")]
    [InlineData("getHTTPStatus")]
    [InlineData("listURLs")]
    [InlineData("LookUpTenant")]
    [InlineData("Lookup")]
    [InlineData("SearchAsync")]
    [InlineData("list_scheduled_emails")]
    [InlineData("get_payout_status")]
    [InlineData("count_deleted_rows")]
    [InlineData("get_terms_and_conditions")]
    [InlineData("list_orders_and_refunds")]
    [InlineData("show_invoice_and_refund_status")]
    [InlineData("get_order_update_history")]
    [InlineData("batch_get_prices")]
    [InlineData("check_delete_permission")]
    [InlineData("is_refundable")]
    [InlineData("HasPaidInvoice")]
    [InlineData("OrderLookup")]
    [InlineData("invoice_get")]
    [InlineData("tickets_list")]
    [InlineData("web_search")]
    [InlineData("account_balance")]
    [InlineData("get_and_compare_rates")]
    [InlineData("verify_iban")]
    [InlineData("open_url")]
    [InlineData("resolve_hostname")]
    [InlineData("convert_currency")]
    [InlineData("query_inventory")]
    [InlineData("what_is_open")]
    [InlineData("jira_search_tickets")]
    [InlineData("google_calendar_list_events")]
    [InlineData("order_status")]
    [InlineData("refund_policy")]
    [InlineData("current_time")]
    [InlineData("pwd")]
    [InlineData("maps_reverse_geocode")]
    public void Reading(string name)
    {
        var risk = Score(name);

        Assert.True(risk.IsReadOnly, name);
        Assert.Equal((0, RiskFlags.None, true), (risk.Score, risk.Flags, risk.IsKnown));
        Assert.Single(risk.Reasons);
    }

    [Theory]
    [InlineData("DeleteDBUser2", RiskFlags.Destructive)]
    [InlineData("removes_label", RiskFlags.Destructive)]
    [InlineData("users_bulk_delete", RiskFlags.Destructive | RiskFlags.Bulk)]
    [InlineData("purge_all_logs", RiskFlags.Destructive | RiskFlags.Irreversible | RiskFlags.Bulk)]
    [InlineData("PermanentlyDeleteMailbox", RiskFlags.Destructive | RiskFlags.Irreversible)]
    [InlineData("get_and_delete", RiskFlags.Destructive)]
    [InlineData("find_then_archive_thread", RiskFlags.Destructive)]
    [InlineData("turn_off_alarm", RiskFlags.Destructive)]
    [InlineData("check_and_refund", RiskFlags.Financial)]
    [InlineData("Refund", RiskFlags.Financial)]
    [InlineData("wireMoney", RiskFlags.Financial)]
    [InlineData("create_payment_link", RiskFlags.Financial)]
    [InlineData("request_reimbursement", RiskFlags.Financial)]
    [InlineData("search_hotels_and_buy", RiskFlags.Financial)]
    [InlineData("account_transfer", RiskFlags.Financial)]
    [InlineData("SendEMail", RiskFlags.External)]
    [InlineData("sendSMS", RiskFlags.External)]
    [InlineData("post_message", RiskFlags.External)]
    [InlineData("http_post", RiskFlags.External)]
    [InlineData("customer_notify", RiskFlags.External)]
    [InlineData("mass_email_subscribers", RiskFlags.External | RiskFlags.Bulk)]
    [InlineData("assign_role", RiskFlags.Privilege)]
    [InlineData("reset_password", RiskFlags.Destructive | RiskFlags.Privilege)]
    [InlineData("GrantAccess", RiskFlags.Privilege)]
    [InlineData("rotate_keys", RiskFlags.Privilege)]
    [InlineData("run_sql", RiskFlags.CodeExecution)]
    [InlineData("Query", RiskFlags.CodeExecution)]
    [InlineData("query_database", RiskFlags.CodeExecution)]
    [InlineData("sql_query", RiskFlags.CodeExecution)]
    [InlineData("shell", RiskFlags.CodeExecution)]
    [InlineData("evaluate_script", RiskFlags.CodeExecution)]
    [InlineData("create_note", RiskFlags.None)]
    [InlineData("GetOrCreateCart", RiskFlags.None)]
    [InlineData("find_and_replace", RiskFlags.None)]
    [InlineData("read_write", RiskFlags.None)]
    [InlineData("find_twins_and_merge_records", RiskFlags.None)]
    [InlineData("get_user_and_reset_password_status", RiskFlags.Destructive | RiskFlags.Privilege)]
    [InlineData("get_quote_and_purchase_policy", RiskFlags.Financial)]
    [InlineData("checkInPassenger", RiskFlags.None)]
    [InlineData("order_update", RiskFlags.Financial)]
    [InlineData("BookTable", RiskFlags.None)]
    [InlineData("search_flights_and_book", RiskFlags.None)]
    [InlineData("open_account", RiskFlags.None)]
    [InlineData("resolve_ticket", RiskFlags.None)]
    [InlineData("draft_contract", RiskFlags.None)]
    [InlineData("jira_create_ticket", RiskFlags.None)]
    [InlineData("calendar_find_and_cancel", RiskFlags.None)]
    [InlineData("slack_post_message", RiskFlags.External)]
    [InlineData("select_carrier", RiskFlags.None)]
    [InlineData("airtable_update_records", RiskFlags.None)]
    [InlineData("ticket_update_status", RiskFlags.None)]
    [InlineData("crm_dml_records", RiskFlags.CodeExecution)]
    [InlineData("browser_evaluate", RiskFlags.CodeExecution)]
    public void Doing(string name, RiskFlags flags)
    {
        var risk = Score(name);

        Assert.False(risk.IsReadOnly, name);
        Assert.Equal(flags, risk.Flags);
        Assert.InRange(risk.Score, 0.7, 1);
        Assert.NotEmpty(risk.Reasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("__")]
    [InlineData("Frobnicate")]
    [InlineData("frobnicate_list")]
    [InlineData("crm_frobnicate_records")]
    [InlineData("cat_owner")]
    [InlineData("frobnicate_search_weights")]
    [InlineData("get_and_frobnicate")]
    [InlineData("löschen")]
    [InlineData("42")]
    public void Unknown(string name) => Assert.Same(RiskAssessment.Unknown, Score(name));

    [Fact]
    public void Long_names_are_read_in_time_that_grows_with_them() =>
        Assert.True(Score("get_" + string.Concat(Enumerable.Repeat("x_and_", 20_000))).IsReadOnly);

    private RiskAssessment Score(string name) => _scorer.Score(Some.Call(name).Tool);
}
