using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Hitl.SemanticKernel.Tests.Events;
using Hitl.SemanticKernel.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>That people are told, over real HTTP, whatever the other side does.</summary>
public class NotifierTests(RedisServers servers)
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string NewSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    [Theory, AllServers]
    public async Task A_webhook_is_told_of_reviews_and_stops_and_can_check_who_tells(ServerKind kind)
    {
        await using var hook = new HookServer(_ => "204 No Content");
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddWebhookNotifier(o =>
        {
            Start(o, hook.Url);
            o.Kinds = NotificationKinds.ReviewOpened | NotificationKinds.ReviewDecided | NotificationKinds.Stopped | NotificationKinds.StopLifted;
            o.ReviewUrl = "https://desk.example.com/{reviewId}";
        })).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        var review = Assert.Single((await app.InvokeAsync("t", "Pay a")).Reviews);
        await EventApp.UntilAsync(() => hook.Requests.Count == 1);
        await app.Desk.ClaimAsync(review.Id, LedgerApp.Ana);
        await app.Desk.CommentAsync(review.Id, LedgerApp.Ana, "hm");
        await app.Desk.RejectAsync(review, LedgerApp.Ana, "no");
        await app.Stops.StopAsync(StopTarget.Everything, LedgerApp.Ana, "strange things");
        await app.Stops.LiftAsync(StopTarget.Everything, LedgerApp.Ana);
        await EventApp.UntilAsync(() => hook.Requests.Count == 4);

        var requests = hook.Requests.ToList();
        Assert.All(requests, r =>
        {
            Assert.Equal("application/json; charset=utf-8", r.Headers["Content-Type"]);
            Assert.True(WebhookSignature.Verify(r.Headers["webhook-id"], r.Headers["webhook-timestamp"], r.Headers["webhook-signature"], r.Body, [NewSecret], TimeProvider.System.GetUtcNow()));
            Assert.True(WebhookSignature.Verify(r.Headers["webhook-id"], r.Headers["webhook-timestamp"], r.Headers["webhook-signature"], r.Body, [Secret], TimeProvider.System.GetUtcNow()));
        });
        Assert.Equal(4, requests.Select(r => r.Headers["webhook-id"]).Distinct().Count());
        Assert.Equal(["review.decided", "review.opened", "stop.lifted", "stop.set"], requests.Select(r => r.Json.GetProperty("type").GetString()!).Order(StringComparer.Ordinal));
        var opened = requests[0].Json.GetProperty("data").GetProperty("review");
        Assert.Equal((review.Id, "Till-Pay", "https://desk.example.com/" + review.Id), (opened.GetProperty("reviewId").GetString(), opened.GetProperty("tool").GetString(), opened.GetProperty("url").GetString()));
        Assert.Contains(requests, r => r.Json.GetProperty("data").GetProperty("text").GetString() == "ana stopped everything: strange things");
        Assert.Contains(requests, r => r.Json.GetProperty("data").GetProperty("text").GetString() == "ana decided about Till-Pay: rejected.");
    }

    [Theory, AllServers]
    public async Task Teams_is_posted_a_card_that_fits_the_schema(ServerKind kind)
    {
        await using var hook = new HookServer(_ => "202 Accepted");
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddTeamsNotifier(o =>
        {
            o.WebhookUrl = hook.Url;
            o.ReviewUrl = "https://desk.example.com/{reviewId}";
            o.Delivery.Start = ConsumerStart.Oldest;
        })).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix, LedgerApp.Hold);
        await app.InvokeAsync("t", "Pay a, Fetch b");
        await app.InvokeAsync("u", "Tell c");
        await EventApp.UntilAsync(() => hook.Requests.Count == 3);
        Assert.All(hook.Requests, r => Assert.Equal([], CardSchema.Problems(r.Json)));
        Assert.Contains(hook.Requests, r => CardSchema.TextsOf(r.Json).Contains("user: ") && CardSchema.TextsOf(r.Json).Contains("Pay a, Fetch b"));
    }

    [Theory, AllServers]
    public async Task A_server_that_fails_and_stalls_is_asked_again_with_the_same_id(ServerKind kind)
    {
        await using var hook = new HookServer(n => n switch { 1 => "500 Internal Server Error", 2 => null, 3 => "503 Service Unavailable", _ => "200 OK" });
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddWebhookNotifier(o =>
        {
            Start(o, hook.Url);
            (o.Delivery.Timeout, o.Delivery.Backoff) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(1));
        })).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a, Pay b");
        await EventApp.UntilAsync(() => hook.Requests.Count == 5);

        // The batch has two reviews: what is sent is not sent again because the next one fails.
        var ids = hook.Requests.Select(r => r.Headers["webhook-id"]).ToList();
        Assert.Equal([ids[0], ids[0], ids[0], ids[0], ids[4]], ids);
        Assert.NotEqual(ids[0], ids[4]);
        Assert.Equal([false, true, true, true, true], hook.Requests.Select(r => r.Json.GetProperty("data").GetProperty("isRedelivery").GetBoolean()));
        Assert.Empty(await consumers.Get<DeadLetters>().ListAsync("webhook"));
    }

    [Theory, AllServers]
    public async Task A_server_that_says_when_to_come_again_is_not_asked_before(ServerKind kind)
    {
        await using var hook = new HookServer(n => n == 1 ? "429 Too Many Requests\r\nRetry-After: 2" : "200 OK");
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddWebhookNotifier(o =>
        {
            Start(o, hook.Url);
            o.Delivery.Backoff = TimeSpan.FromMilliseconds(1);
        })).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        await EventApp.UntilAsync(() => hook.Requests.Count == 2);
        var requests = hook.Requests.ToList();
        Assert.True(Stopwatch.GetElapsedTime(requests[0].At, requests[1].At) > TimeSpan.FromSeconds(1.9));
    }

    [Theory]
    [AllServers("404 Not Found")]
    [AllServers("302 Found\r\nLocation: http://127.0.0.1:1/")]
    [AllServers("410 Gone")]
    public async Task What_is_not_taken_becomes_a_dead_letter_at_once(ServerKind kind, string answer)
    {
        await using var hook = new HookServer(_ => answer);
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddWebhookNotifier(o => Start(o, hook.Url))).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a");
        await EventApp.UntilAsync(async () => (await consumers.Get<DeadLetters>().ListAsync("webhook")).Count == 1);
        Assert.Single(hook.Requests);
        var letter = Assert.Single(await consumers.Get<DeadLetters>().ListAsync("webhook"));
        Assert.Contains(answer[..3], letter.Error, StringComparison.Ordinal);
        Assert.Equal(1, letter.Attempts);
    }

    [Theory, AllServers]
    public async Task A_notifier_that_always_fails_stops_nobody(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        var (console, told, failing) = (new StringWriter(), new Told(), new Failing());
        await using var consumers = await new EventApp(
            server.Connection,
            prefix,
            b => b
                .AddNotifier<Failing>(o => (o.Kinds, o.Delivery.Start, o.Delivery.Attempts, o.Delivery.Backoff) = (NotificationKinds.ReviewDecided, ConsumerStart.Oldest, 3, TimeSpan.FromMilliseconds(1)))
                .AddNotifier<Told>(o => (o.Kinds, o.Delivery.Start) = (NotificationKinds.ReviewDecided, ConsumerStart.Oldest))
                .AddConsoleNotifier(o => (o.Kinds, o.Delivery.Start) = (NotificationKinds.ReviewDecided, ConsumerStart.Oldest), TextWriter.Synchronized(console)),
            s => s.AddSingleton(told).AddSingleton(failing)).StartAsync();
        await using var app = new LedgerApp(server.Connection, prefix);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.InvokeAsync(string.Create(CultureInfo.InvariantCulture, $"t{i}"), "Pay a")));
        foreach (var review in await app.Desk.ListAsync())
        {
            await app.Desk.ApproveAsync(review, LedgerApp.Ana);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.ResumeAsync(string.Create(CultureInfo.InvariantCulture, $"t{i}"))));
        Assert.Equal(20, (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.Till.DoneAsync(string.Create(CultureInfo.InvariantCulture, $"t{i}"))))).Sum(d => d.Count));

        await EventApp.UntilAsync(async () => (await consumers.Get<DeadLetters>().ListAsync("Failing")).Count == 20);
        await EventApp.UntilAsync(() => told.Notifications.Count == 20 && console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 20);
        Assert.Equal(20, failing.Events.Count);
        Assert.All(told.Notifications, n => Assert.Equal("ana decided about Till-Pay: approved.", n.Text));
    }

    [Theory, AllServers]
    public async Task The_next_group_is_told_and_whoever_waits_for_a_second_decision(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix, o => o.Policy.Rules.Add(new PolicyRule
        {
            Function = "Pay",
            Verdict = Verdict.Review,
            Quorum = 2,
            ReviewerGroups = { "leads" },
            EscalateTo = { new EscalationLevel { ReviewerGroups = ["heads"] } },
        }));
        var review = Assert.Single((await app.InvokeAsync("t", "Pay a")).Reviews);
        await app.Desk.ApproveAsync(review, new Reviewer("ana") { Groups = ["leads"] });
        await app.Desk.EscalateAsync(review.Id, new Reviewer("bob") { Groups = ["leads"] }, "too much for me");
        var told = new Told();
        await using var consumers = await new EventApp(
            server.Connection,
            prefix,
            b => b.AddNotifier<Told>(o => (o.Kinds, o.Delivery.Start) = (NotificationKinds.ReviewEscalated | NotificationKinds.ReviewDecided, ConsumerStart.Oldest)),
            s => s.AddSingleton(told)).StartAsync();
        await EventApp.UntilAsync(() => told.Notifications.Count == 2);
        Assert.Equal([NotificationKinds.ReviewDecided, NotificationKinds.ReviewEscalated], told.Notifications.Select(n => n.Kind));
        Assert.Equal("ana decided about Till-Pay (approve), and more decisions are needed.", told.Notifications.First().Text);
        Assert.StartsWith("Till-Pay was passed on and waits for a decision", told.Notifications.Last().Text, StringComparison.Ordinal);
        Assert.Equal(["heads"], told.Notifications.Last().Summary!.ReviewerGroups);
    }

    [Theory, AllServers]
    public async Task A_review_that_was_decided_meanwhile_is_not_announced(ServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var prefix = server.NewPrefix();
        await using var app = new LedgerApp(server.Connection, prefix);
        await app.InvokeAsync("t", "Pay a, Pay b");
        await app.Desk.ApproveAsync((await app.PendingAsync("t"))[0], LedgerApp.Ana);
        var left = Assert.Single(await app.PendingAsync("t"));
        var told = new Told();
        await using var consumers = await new EventApp(server.Connection, prefix, b => b.AddNotifier<Told>(o => o.Delivery.Start = ConsumerStart.Oldest), s => s.AddSingleton(told)).StartAsync();
        await EventApp.UntilAsync(() => !told.Notifications.IsEmpty);
        Assert.Equal(left.Id, Assert.Single(told.Notifications).Summary!.ReviewId);
    }

    [Fact]
    public async Task The_console_gets_one_harmless_line()
    {
        var output = new StringWriter();
        await new ConsoleNotifier(output).NotifyAsync(
            new Notification
            {
                Id = "m",
                Kind = NotificationKinds.Stopped,
                Event = new OversightEvent { Number = 1, Kind = EventKinds.StopSet, At = DateTimeOffset.UnixEpoch, Actor = EventActor.Agent, Hash = "00" },
                Text = new ReviewSummaries(new NotifierOptions()).Line("a\u001b[2J\r\nb\u202e"),
                IsRedelivery = true,
            },
            CancellationToken.None);
        Assert.Equal("00:00:00Z a[2J b (again)" + Environment.NewLine, output.ToString());
    }

    [Fact]
    public void Options_that_are_not_valid_are_refused_at_once()
    {
        var builder = new ServiceCollection().AddHitl();
        foreach (var url in new[] { "http://example.com/hook", "ftp://example.com", "file:///etc/passwd", "/hook" })
        {
            Assert.Throws<ArgumentException>(() => builder.AddTeamsNotifier(o => o.WebhookUrl = new Uri(url, UriKind.RelativeOrAbsolute)));
            Assert.Throws<ArgumentException>(() => builder.AddWebhookNotifier(o => Start(o, new Uri(url, UriKind.RelativeOrAbsolute))));
        }

        Assert.Throws<ArgumentException>(() => builder.AddTeamsNotifier(_ => { }));
        Assert.Throws<ArgumentException>(() => builder.AddWebhookNotifier(o => o.Url = new Uri("https://example.com")));
        foreach (var link in new[] { "https://example.com/reviews", "javascript:{reviewId}", "{reviewId}" })
        {
            Assert.Throws<ArgumentException>(() => builder.AddConsoleNotifier(o => o.ReviewUrl = link));
        }

        Assert.Throws<ArgumentException>(() => builder.AddConsoleNotifier(o => o.ConversationLength = 21));
        Assert.Throws<ArgumentException>(() => builder.AddConsoleNotifier(o => o.Delivery.Attempts = 0));
        builder.AddConsoleNotifier();
        Assert.Throws<ArgumentException>(() => builder.AddConsoleNotifier());
    }

    private static void Start(WebhookNotifierOptions options, Uri url)
    {
        options.Url = url;
        options.Secrets.Add(NewSecret);
        options.Secrets.Add(Secret);
        options.Delivery.Start = ConsumerStart.Oldest;
    }

    private sealed class Told : INotifier
    {
        public ConcurrentQueue<Notification> Notifications { get; } = new();

        public Task NotifyAsync(Notification notification, CancellationToken cancellationToken)
        {
            Notifications.Enqueue(notification);
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : INotifier
    {
        public ConcurrentDictionary<string, bool> Events { get; } = new();

        public Task NotifyAsync(Notification notification, CancellationToken cancellationToken)
        {
            Events[notification.Event.Hash] = true;
            throw new InvalidOperationException("always");
        }
    }
}
