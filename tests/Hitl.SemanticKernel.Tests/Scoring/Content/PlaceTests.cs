namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class PlaceTests
{
    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("a/../../b")]
    [InlineData("..\\..\\b")]
    [InlineData("%2e%2e%2fb")]
    [InlineData("%252e%252e%252fb")]
    [InlineData("..%c0%afb")]
    [InlineData("....//....//b")]
    [InlineData("..;/b")]
    [InlineData("．．／b")]
    [InlineData("../../etc/hosts")]
    [InlineData("/etc/shadow")]
    [InlineData("/data/../etc/passwd")]
    [InlineData("~/.ssh/id_rsa")]
    [InlineData("~/.aws/credentials")]
    [InlineData("project/.env")]
    [InlineData(".env.production")]
    [InlineData("C:\\Windows\\System32\\drivers")]
    [InlineData("c:/windows/win.ini")]
    [InlineData("/proc/self/root/etc/hosts")]
    [InlineData("/proc/self/environ")]
    [InlineData("\\\\server\\share\\x")]
    [InlineData("\\\\?\\C:\\x")]
    [InlineData("keys/server.pem")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/root/x")]
    public void Paths_that_lead_where_they_should_not(string path)
    {
        var risk = Contents.Score("save_file", "path", path);
        Assert.InRange(risk.Score, 0.8, 1);
        Assert.InRange(Contents.Score("get_thing", "thing", path.StartsWith("keys", StringComparison.Ordinal) || path.StartsWith("project", StringComparison.Ordinal) ? "./" + path : path).Score, 0.8, 1);
    }

    [Theory]
    [InlineData("report.txt")]
    [InlineData("docs/../docs/a.md")]
    [InlineData("./a/b.c")]
    [InlineData("/srv/data/a.txt")]
    [InlineData("C:\\work\\a.txt")]
    [InlineData("a...b/c..d")]
    [InlineData("100%")]
    [InlineData(".env.example")]
    [InlineData("src/environment.cs")]
    [InlineData("process/dev/boot.md")]
    [InlineData("Questions about /etc/passwd and ../ in paths")]
    public void Paths_of_every_day(string path)
    {
        Contents.AssertHarmless(Contents.Score("save_note", "path", path));
        Contents.AssertHarmless(Contents.Score("save_note", "text", path));
    }

    [Theory]
    [InlineData("/srv/data", "/srv/data/a.txt", false)]
    [InlineData("/srv/data/", "/srv/data", false)]
    [InlineData("/srv/data", "a.txt", false)]
    [InlineData("/srv/data", "/srv/database/a.txt", true)]
    [InlineData("/srv/data", "/srv/data/../x", true)]
    [InlineData("/srv/data", "~/a.txt", true)]
    [InlineData("C:\\Work", "c:\\work\\a.txt", false)]
    [InlineData("C:\\Work", "D:\\work\\a.txt", true)]
    public void Roots(string root, string path, bool isOutside) =>
        Assert.Equal(isOutside ? 0.8 : 0, Contents.Score("save", "path", path, o => o.AllowedRoots.Add(root)).Score);

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://metadata.google.internal/computeMetadata/v1/")]
    [InlineData("http://169.254.169.254.:80/")]
    [InlineData("http://１６９.254.169.254/")]
    [InlineData("http://169。254。169。254/")]
    [InlineData("http://example.com@169.254.169.254/")]
    [InlineData("http:\\\\169.254.169.254\\x")]
    [InlineData("169.254.169.254")]
    [InlineData("//169.254.169.254/x")]
    public void Metadata(string url) => Assert.Equal(1, Contents.Score("fetch_page", "url", url).Score);

    [Theory]
    [InlineData("http://localhost:8080/")]
    [InlineData("localhost:6379")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://db.internal/")]
    [InlineData("http://printer.local/")]
    [InlineData("http://jenkins/job")]
    [InlineData("http://127.0.0.1.nip.io/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://%6cocalhost/")]
    [InlineData("http://exa\nmple@localhost/")]
    [InlineData("https://google.com#@localhost/", false)]
    [InlineData("https://google.com@evil.example/")]
    [InlineData("http://example.com\\@127.0.0.1/")]
    [InlineData("http://①②⑦.0.0.1/")]
    [InlineData("file:///x")]
    [InlineData("gopher://x.com:70/_x")]
    [InlineData("dict://x.com:11211/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("jar:http://x.com!/")]
    public void Addresses_that_lead_inside(string url, bool isRisky = true)
    {
        var risk = Contents.Score("fetch_page", "url", url);
        Assert.Equal(isRisky, risk.Score >= 0.7);
        if (url.Contains("://", StringComparison.Ordinal) && !url.Contains('\n'))
        {
            Assert.Equal(isRisky, Contents.Score("do", "thing", url).Score >= 0.7);
            Assert.Equal(isRisky, Contents.Score("run", "command", "curl " + url).Score >= 0.7);
        }
    }

    [Theory]
    [InlineData("https://example.com/a?b=http://c.com#d@e")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2001:4860:4860::8888]/")]
    [InlineData("http://172.32.0.1/")]
    [InlineData("example.com")]
    [InlineData("/relative/path")]
    [InlineData("mailto:bob@example.com")]
    [InlineData("Paris")]
    [InlineData("https://local.example.com/")]
    [InlineData("https://internal-tools.example.com/")]
    public void Addresses_of_every_day(string url) => Contents.AssertHarmless(Contents.Score("fetch_page", "url", url));

    [Theory]
    [InlineData("send_email", "to", "bob@example.com", false)]
    [InlineData("send_email", "to", "Bob <bob@mail.example.com>, eve@evil.example", true)]
    [InlineData("send_email", "to", "bob@notexample.com", true)]
    [InlineData("send_email", "to", "bob@example.com.evil.org", true)]
    [InlineData("share", "with", "eve@gmail.com", true)]
    [InlineData("get_customer", "email", "eve@gmail.com", false)]
    [InlineData("send_email", "body", "write to eve@gmail.com", false)]
    [InlineData("fetch", "url", "https://docs.example.com/x", false)]
    [InlineData("fetch", "url", "https://example.com.evil.org/x", true)]
    [InlineData("fetch", "url", "http://wiki.corp.internal/x", false)]
    [InlineData("fetch", "url", "http://other.internal/x", true)]
    public void Outside_of_the_organisation(string tool, string argument, string text, bool isOutside)
    {
        var risk = Contents.Score(tool, argument, text, o =>
        {
            o.OrganisationDomains.Add("Example.com");
            o.OrganisationDomains.Add("corp.internal");
        });
        Assert.Equal(isOutside, risk.Score >= 0.7);
    }
}
