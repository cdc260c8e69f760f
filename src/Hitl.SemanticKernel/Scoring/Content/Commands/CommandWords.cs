using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>The programs that matter.</summary>
internal static class CommandWords
{
    /// <summary>Run what follows them.</summary>
    public static readonly WordSet Wrappers = new("""
        sudo doas env nohup time nice ionice timeout xargs exec command builtin busybox toybox stdbuf setsid start watch chroot unshare
        parallel strace call
        """);

    /// <summary>Wrappers that give more rights.</summary>
    public static readonly WordSet Elevating = new("sudo doas su pkexec runas gsudo");

    /// <summary>Run a text as commands.</summary>
    public static readonly WordSet Shells = new("sh bash zsh dash ksh ash fish csh tcsh powershell pwsh cmd eval iex invoke-expression source");

    /// <summary>Run what they read or are given.</summary>
    public static readonly WordSet Interpreters = new("sh bash zsh dash ksh ash fish csh tcsh powershell pwsh cmd iex invoke-expression python python2 python3 perl ruby node php lua");

    /// <summary>Run SQL.</summary>
    public static readonly WordSet Databases = new("psql mysql mariadb sqlite3 sqlcmd osql bq snowsql clickhouse-client duckdb usql sqlplus cockroach");

    /// <summary>Get something from the network.</summary>
    public static readonly WordSet Downloaders = new("curl wget fetch iwr irm invoke-webrequest invoke-restmethod http aria2c lynx");

    /// <summary>Programs that are risky by themselves.</summary>
    public static readonly FrozenDictionary<string, ContentRisk> Programs = Table(
        (CommandRisks.Delete, "rm unlink del erase rd rmdir remove-item clear-content clear-recyclebin remove-itemproperty srm"),
        (CommandRisks.Disk, "shred wipe wipefs fdisk sfdisk parted gdisk diskpart format-volume clear-disk initialize-disk blkdiscard hdparm cipher mkswap"),
        (CommandRisks.Rights, """
            su pkexec runas chown chgrp setfacl icacls takeown cacls useradd adduser usermod userdel deluser groupadd gpasswd passwd chpasswd
            visudo setcap new-localuser add-localgroupmember dsadd set-executionpolicy secedit
            """),
        (CommandRisks.Stop, "kill pkill killall killall5 taskkill tskill stop-process shutdown reboot halt poweroff stop-computer restart-computer stop-service telinit wmic"),
        (CommandRisks.Defence, "iptables ip6tables nft ufw firewall-cmd setenforce auditctl bcdedit vssadmin wbadmin wevtutil clear-eventlog set-mppreference insmod rmmod modprobe sysctl"),
        (CommandRisks.Downloaded, "mshta bitsadmin regsvr32 rundll32 iex invoke-expression"),
        (CommandRisks.Send, "nc ncat netcat socat telnet scp sftp ftp tftp rsync rclone ssh send-mailmessage sendmail mail"),
        (CommandRisks.Infrastructure, "dropdb dropuser"),
        (CommandRisks.Made, "eval crontab at schtasks"));

    /// <summary>Programs that do harm with certain words after them.</summary>
    public static readonly FrozenDictionary<string, (ContentRisk Risk, string[] Words)[]> With = new Dictionary<string, (ContentRisk, string[])[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["systemctl"] = [(CommandRisks.Stop, ["stop", "disable", "mask", "poweroff", "reboot", "halt", "kill"])],
        ["service"] = [(CommandRisks.Stop, ["stop"])],
        ["init"] = [(CommandRisks.Stop, ["0", "6"])],
        ["sc"] = [(CommandRisks.Stop, ["delete", "stop"])],
        ["net"] = [(CommandRisks.Rights, ["user", "localgroup", "accounts"]), (CommandRisks.Stop, ["stop"])],
        ["reg"] = [(CommandRisks.Defence, ["delete", "add", "import"])],
        ["docker"] = [(CommandRisks.Infrastructure, ["rm", "rmi", "prune", "kill", "stop", "down"]), (CommandRisks.Rights, ["--privileged"])],
        ["podman"] = [(CommandRisks.Infrastructure, ["rm", "rmi", "prune", "kill", "stop", "down"]), (CommandRisks.Rights, ["--privileged"])],
        ["docker-compose"] = [(CommandRisks.Infrastructure, ["down", "rm", "kill"])],
        ["kubectl"] = [(CommandRisks.Infrastructure, ["delete", "drain", "scale", "replace"]), (CommandRisks.Made, ["exec"])],
        ["helm"] = [(CommandRisks.Infrastructure, ["uninstall", "delete", "rollback"])],
        ["terraform"] = [(CommandRisks.Infrastructure, ["destroy", "-auto-approve", "--auto-approve", "taint"])],
        ["tofu"] = [(CommandRisks.Infrastructure, ["destroy", "-auto-approve", "--auto-approve", "taint"])],
        ["pulumi"] = [(CommandRisks.Infrastructure, ["destroy"])],
        ["apt"] = [(CommandRisks.Infrastructure, ["remove", "purge", "autoremove"])],
        ["apt-get"] = [(CommandRisks.Infrastructure, ["remove", "purge", "autoremove"])],
        ["yum"] = [(CommandRisks.Infrastructure, ["remove", "erase"])],
        ["dnf"] = [(CommandRisks.Infrastructure, ["remove", "erase"])],
        ["npm"] = [(CommandRisks.Publish, ["publish", "unpublish", "deprecate"])],
        ["twine"] = [(CommandRisks.Publish, ["upload"])],
        ["cargo"] = [(CommandRisks.Publish, ["publish", "yank"])],
        ["dotnet"] = [(CommandRisks.Publish, ["push"])],
        ["gh"] = [(CommandRisks.Git, ["delete"]), (CommandRisks.Publish, ["create", "merge", "upload"])],
        ["redis-cli"] = [(CommandRisks.Delete, ["flushall", "flushdb", "del", "unlink"]), (CommandRisks.Stop, ["shutdown"])],
        ["history"] = [(CommandRisks.Defence, ["-c"])],
        ["certutil"] = [(CommandRisks.Downloaded, ["-urlcache", "/urlcache", "-decode"])],
        ["openssl"] = [(CommandRisks.Send, ["s_client"])],
        ["find"] = [(CommandRisks.DeleteTree, ["-delete"]), (CommandRisks.Made, ["-exec", "-execdir", "-ok"])],
        ["truncate"] = [(CommandRisks.Disk, ["-s", "--size"])],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>First words that are worth a look in text that nobody calls a command.</summary>
    public static readonly WordSet Unmistakable = new("""
        rm del erase rd rmdir remove-item shred mkfs dd format sudo chmod chown curl wget iwr iex invoke-expression powershell pwsh cmd sh bash
        nc ncat kill killall pkill shutdown reboot git find certutil mshta vssadmin eval base64 echo python python3 perl
        """);

    private static FrozenDictionary<string, ContentRisk> Table(params (ContentRisk Risk, string Words)[] groups) => groups
        .SelectMany(g => WordList.Of(g.Words).Select(word => KeyValuePair.Create(word, g.Risk)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
