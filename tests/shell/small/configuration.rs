//! A profile in the prompt.

use super::super::configure;
use super::PROMPT;
use support::server::Server;
use support::terminal::Terminal;

#[test]
fn the_prompt_shows_the_profile_and_another_profile_can_be_used() {
    let server = Server::start();
    let terminal = Terminal::redsh().knowing(server.port()).size(40, 10);
    let port = server.port();
    let profiles = format!(
        "[profiles.'本番']\nport = {port}\ndb = 2\nread_only = true\nprompt = '{{profile}}{{db}}> '\n\
         [profiles.'試験']\nport = {port}\n"
    );
    configure(&terminal, &profiles);
    let mut screen = terminal.args(["--profile", "本番"]).start();
    screen.type_line("SET 一二三四五六七八九十一二三四五 値");
    screen.type_line(":use いない").type_line(":use 試験");
    screen.assert_screen([
        "本番[2]> SET 一二三四五六七八九十一二三",
        "四五 値",
        "(error) not sent: read-only mode, and th",
        "is command may write",
        "本番[2]> :use いない",
        "there is no profile 'いない'; there are",
        "本番, 試験",
        "本番[2]> :use 試験",
        PROMPT,
    ]);
}
