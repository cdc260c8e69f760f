using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>The words of tools' names that are no verbs but matter.</summary>
internal static class NameVocabulary
{
    /// <summary>Words before the verb that say nothing about what it does.</summary>
    public static readonly FrozenSet<string> Prefixes = Words("""
        admin api async auto automatically batch bulk current do fn force forced function graphql http https internal latest mass mcp multi
        please public quick quickly rest safe safely tool try util
        """);

    /// <summary>Words after the rest that say nothing.</summary>
    public static readonly FrozenSet<string> Suffixes = Words("action async fn function tool v");

    /// <summary>Commands of a shell that only read; they say so only where they are the whole name.</summary>
    public static readonly FrozenSet<string> Commands = Words("cat df du head ps pwd tail uname wc");

    /// <summary>Verbs that are nouns too, and yet verbs where they stand between nouns: <c>ticket_update_status</c>.</summary>
    public static readonly FrozenSet<string> Alterations = Words("change move patch set switch update");

    /// <summary>Words that introduce another verb.</summary>
    public static readonly FrozenSet<string> Conjunctions = Words("and or plus then");

    /// <summary>Words that say that many things are touched.</summary>
    public static readonly FrozenSet<string> Many = Words("all batch bulk entire every everyone everything many mass multi multiple whole");

    /// <summary>Words that say that there is no way back.</summary>
    public static readonly FrozenSet<string> ForGood = Words("forever irreversibly irrevocably permanent permanently");

    /// <summary>Verbs of reading that are hardly nouns: they end names that begin with a noun (<c>OrderLookup</c>, <c>invoice_get</c>).</summary>
    public static readonly FrozenSet<string> ReadingAtEnd = Words("describe fetch find get inspect lookup retrieve search");

    /// <summary>Nouns that name the facts about the noun before (<c>account_balance</c>, <c>refund_status</c>).</summary>
    public static readonly FrozenSet<string> Facts = Words("""
        availability balance condition count date detail direction distance elevation eligibility fact fee history info information limit list location log metadata
        name option overview policy price rate reason record schema state statistics stat status structure summary term time tree type version
        """);

    /// <summary>Those of the facts that no one acts on, so that a verb before them must be a noun.</summary>
    public static readonly FrozenSet<string> Standings = Words("availability count date detail eligibility history info information state statistics stat status summary");

    /// <summary>Verbs that no one applies to such a fact: an <c>order_status</c> and a <c>refund_policy</c> are things to look up.</summary>
    public static readonly FrozenSet<string> Deals = Words("deposit dispute invoice loan order purchase refund rent return ticket trade transfer");

    /// <summary>Nouns that names begin with.</summary>
    public static readonly FrozenSet<string> Nouns = Words("""
        account agent app article asset attachment balance basket booking bucket calendar campaign card cart case catalog category
        channel chat client cloud cluster company config contact container contract conversation coupon currency customer dashboard
        data database dataset delivery deployment device directory doc document domain drive employee entity environment event
        feature flight folder forecast graph group history host hotel image instance inventory item job kb key knowledge lead
        ledger library location machine media meeting member memory menu metric model movie music network news node object
        opportunity organization package page partner patient payment permission person photo plugin podcast policy portfolio
        prescription product profile project property queue recipe record repo repository reservation resource
        restaurant role room route sensor server service session setting shipment shop site status stock store student
        subscription system table tag task team template tenant thread ticket time topic track trip user vehicle vendor version
        video volume wallet warehouse weather web webpage website wiki workflow workspace
        """);

    /// <summary>Products and services that names begin with: <c>slack_list_channels</c>.</summary>
    public static readonly FrozenSet<string> Products = Words("""
        airbnb airflow airtable alpaca amadeus amazon amplitude ansible apify arxiv asana atlassian aws azure bigquery binance bing bitbucket bitly box brave browser calendly chrome cloudflare confluence databricks datadog
        clickup coinbase crm dagster discord docker docusign dropbox duckduckgo dynamics elastic elasticsearch excel erp exa facebook figma firecrawl firestore fitbit freshdesk
        gcp github gitlab gmail google grafana hubspot huggingface instagram intercom jenkins jira k kafka kubectl kaggle klaviyo kubernetes linear linkedin loki looker mailchimp mailgun
        maps mattermost metabase microsoft mixpanel mongo mongodb mysql neon netsuite notion okta onedrive oracle outlook pagerduty paypal plaid perplexity pinecone pipedrive playwright postgres
        postgresql posthog pubmed prometheus puppeteer quickbooks qdrant reddit redis s salesforce sap sendgrid sentry serper servicenow sharepoint shopify
        slack snowflake splunk spotify sqlite square strava stripe supabase tableau tavily teams telegram terraform tesla trello twilio twitter vercel whatsapp weaviate wikipedia
        wolfram wordpress workday xero youtube zendesk zoho zoom
        """);

    /// <summary>People whose data is taken out when they are exported.</summary>
    public static readonly FrozenSet<string> People = Words("client clients contact contacts customer customers employee employees member members patient patients people person personal student students user users");

    /// <summary>What nouns after an effect say of it.</summary>
    public static readonly FrozenDictionary<string, RiskFlags> NounFlags = Flags(
        (RiskFlags.Financial, """
            autopay cash charge chargeback credit debit deposit donation fund invoice iban loan money payment payout payroll
            purchase refund reimbursement remittance salary settlement subscription tip trade transaction transfer wire withdrawal
            """),
        (RiskFlags.External, "announcement email fax mail message newsletter notification post sms tweet webhook"),
        (RiskFlags.Privilege, """
            acl admin administrator apikey certificate credential entitlement impersonation mfa otp owner ownership passcode password
            permission privilege role secret sudo superuser token
            """),
        (RiskFlags.Destructive, "cancellation deactivation deletion erasure removal termination"));

    /// <summary>Two words that are one verb, and the verb they count as.</summary>
    public static readonly FrozenDictionary<(string, string), string> Phrases = new Dictionary<(string, string), string>
    {
        [("reverse", "geocode")] = "geocode",
        [("look", "up")] = "lookup",
        [("look", "for")] = "search",
        [("look", "at")] = "view",
        [("who", "am")] = "whoami",
        [("check", "in")] = "checkin",
        [("check", "out")] = "checkout",
        [("check", "off")] = "mark",
        [("log", "in")] = "login",
        [("log", "out")] = "logout",
        [("log", "on")] = "login",
        [("sign", "in")] = "login",
        [("sign", "out")] = "logout",
        [("pay", "out")] = "payout",
        [("top", "up")] = "topup",
        [("shut", "down")] = "shutdown",
        [("roll", "back")] = "rollback",
        [("clean", "up")] = "cleanup",
        [("clean", "out")] = "cleanup",
        [("tear", "down")] = "dismantle",
        [("take", "down")] = "unpublish",
        [("turn", "off")] = "disable",
        [("switch", "off")] = "disable",
        [("get", "rid")] = "delete",
        [("get", "paid")] = "collect",
        [("view", "as")] = "impersonate",
        [("track", "event")] = "record",
        [("track", "time")] = "record",
        [("track", "expense")] = "record",
        [("screen", "share")] = "share",
        [("sell", "out")] = "sell",
    }.ToFrozenDictionary();

    /// <summary>Verbs that only read when it is one of these that they are about (<c>open_page</c>, but <c>open_account</c>).</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> ReadingOf = new Dictionary<string, FrozenSet<string>>
    {
        ["open"] = Words("article browser doc document file folder image link page pdf site tab url web webpage website"),
        ["resolve"] = Words("address alias coordinate dns domain entity host hostname id identifier identity ip link location name path record redirect reference symbol url username"),
        ["convert"] = Words("celsius currency date fahrenheit measurement temperature time timestamp timezone unit"),
        ["query"] = Words("""
            account address article calendar catalog customer doc document event faq inventory invoice knowledge metric order
            price product status stock ticket transaction user weather
            """),
    }.ToFrozenDictionary();

    /// <summary>Verbs of reading that run code when one of these is in the name (<c>evaluate_script</c>, <c>browser_evaluate</c>).</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> ExecutingOf = new Dictionary<string, FrozenSet<string>>
    {
        ["evaluate"] = Words("browser code expression javascript js page playwright puppeteer python script"),
        ["interpret"] = Words("code javascript python script"),
        ["compute"] = Words("code script"),
    }.ToFrozenDictionary();

    /// <summary>Whether a word is a noun that names begin with.</summary>
    public static bool IsNoun(string word) => Products.Contains(word) || Nouns.Contains(Singular(word));

    /// <summary>A word without the <c>s</c> of its plural.</summary>
    public static string Singular(string word) => word switch
    {
        { Length: < 4 } => word,
        [.., 'i', 'e', 's'] => word[..^3] + "y",
        [.., 's', 's'] or [.., 'u', 's'] => word,
        [.., 's', 'e', 's'] or [.., 'x', 'e', 's'] or [.., 'c', 'h', 'e', 's'] => word[..^2],
        [.., 's'] => word[..^1],
        _ => word,
    };

    private static FrozenSet<string> Words(string text) => WordList.Of(text).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, RiskFlags> Flags(params (RiskFlags Flag, string Words)[] groups) => groups
        .SelectMany(g => WordList.Of(g.Words).Select(word => KeyValuePair.Create(word, g.Flag)))
        .ToFrozenDictionary(StringComparer.Ordinal);
}
