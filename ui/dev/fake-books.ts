import type { ReadingStatus } from "../src/bindings";

// Titles and authors in their own scripts: enough variety to break a careless layout.
// title | author | series | number | year | half stars | status | tags | added | language | pages
const lines = `
The Left Hand of Darkness|Ursula K. Le Guin|Hainish Cycle|4|1969|10|reading|science fiction;reread|2026-11-18|en|304
雪国|川端康成|||1948|9|finished|fiction;Nobel|2026-11-16|ja|173
Мастер и Маргарита|Михаил Булгаков|||1967|10|finished|fiction;satire|2026-11-15|ru|480
موسم الهجرة إلى الشمال|الطيب صالح|||1966|8|finished|fiction|2026-11-15|ar|171
Cien años de soledad|Gabriel García Márquez|||1967|9|finished|fiction;Nobel|2026-11-12|es|471
Piranesi|Susanna Clarke|||2020|9|finished|fantasy|2026-11-11|en|245
三体|刘慈欣|地球往事|1|2008|8|finished|science fiction|2026-11-09|zh|302
채식주의자|한강|||2007|8|to_read|fiction;Nobel|2026-11-08|ko|247
A Wizard of Earthsea|Ursula K. Le Guin|Earthsea|1|1968|9|finished|fantasy;children|2026-11-06|en|183
סיפור על אהבה וחושך|עמוס עוז|||2002|0|to_read|memoir|2026-11-05|he|593
Βίος και πολιτεία του Αλέξη Ζορμπά|Νίκος Καζαντζάκης|||1946|7|finished|fiction|2026-11-03|el|352
गोदान|प्रेमचंद|||1936|0|reading|fiction;classic|2026-11-02|hi|328
The Rings of Saturn|W. G. Sebald|||1995|9|finished|travel;memoir|2026-10-30|en|296
Die Verwandlung|Franz Kafka|||1915|8|finished|classic|2026-10-29|de|96
こころ|夏目漱石|||1914|9|finished|classic|2026-10-27|ja|378
Les Années|Annie Ernaux|||2008|7|finished|memoir;Nobel|2026-10-25|fr|254
بوف کور|صادق هدایت|||1936|7|to_read|fiction|2026-10-24|fa|128
The Dispossessed|Ursula K. Le Guin|Hainish Cycle|5|1974|10|finished|science fiction|2026-10-22|en|387
红楼梦|曹雪芹|||1791|9|reading|classic|2026-10-20|zh|1606
Solaris|Stanisław Lem|||1961|8|finished|science fiction|2026-10-18|pl|340
গীতাঞ্জলি|রবীন্দ্রনাথ ঠাকুর|||1910|8|finished|poetry;Nobel|2026-10-17|bn|157
Nỗi buồn chiến tranh|Bảo Ninh|||1990|0|to_read|history|2026-10-14|vi|283
Middlemarch|George Eliot|||1872|10|finished|classic|2026-10-12|en|880
Þættir af sérkennilegu fólki|Guðrún frá Lundi|||1954|0|none|fiction|2026-10-11|is|212
ვეფხისტყაოსანი|შოთა რუსთაველი|||1712|0|to_read|poetry;classic|2026-10-09|ka|336
Se una notte d’inverno un viaggiatore|Italo Calvino|||1979|9|finished|fiction|2026-10-08|it|263
பொன்னியின் செல்வன்|கல்கி|||1955|0|to_read|history|2026-10-06|ta|2210
The Hobbit, or There and Back Again|J. R. R. Tolkien|Middle-earth|1|1937|9|finished|fantasy;children|2026-10-04|en|310
O livro do desassossego|Fernando Pessoa|||1982|8|reading|poetry|2026-10-02|pt|544
สี่แผ่นดิน|คึกฤทธิ์ ปราโมช|||1953|0|to_read|history|2026-09-30|th|1120
Kristin Lavransdatter: Kransen|Sigrid Undset|Kristin Lavransdatter|1|1920|7|finished|history;Nobel|2026-09-28|no|305
İnce Memed|Yaşar Kemal|İnce Memed|1|1955|8|finished|fiction|2026-09-27|tr|436
Things Fall Apart|Chinua Achebe|African Trilogy|1|1958|9|finished|classic|2026-09-25|en|209
Osudy dobrého vojáka Švejka|Jaroslav Hašek|||1923|8|finished|satire|2026-09-22|cs|752
ፍቅር እስከ መቃብር|ሐዲስ ዓለማየሁ|||1965|0|none|fiction|2026-09-20|am|556
Beloved|Toni Morrison|||1987|9|finished|fiction;Nobel|2026-09-19|en|324
吾輩は猫である|夏目漱石|||1906|8|to_read|satire;classic|2026-09-16|ja|610
Հայոց պատմություն|Մովսես Խորենացի|||1695|0|none|history|2026-09-14|hy|396
The Book of Tea|Kakuzō Okakura|||1906|7|finished|essays|2026-09-12|en|94
Pippi Långstrump|Astrid Lindgren|Pippi|1|1945|8|finished|children|2026-09-11|sv|160
Salt Fat Acid Heat|Samin Nosrat|||2017|8|none|cooking|2026-09-09|en|480
Idegen szobák|Magda Szabó|||1963|0|to_read|fiction|2026-09-07|hu|268
`;

export const samples = lines
  .trim()
  .split("\n")
  .map((line) => {
    const cell = line.split("|");
    return {
      title: cell[0] ?? "",
      author: cell[1] ?? "",
      series: cell[2] ?? "",
      number: cell[3] ?? "",
      year: cell[4] ?? "",
      halfStars: Number(cell[5]),
      status: cell[6] as ReadingStatus,
      tags: (cell[7] ?? "").split(";"),
      added: cell[8] ?? "",
      language: cell[9] ?? "",
      pages: Number(cell[10]),
    };
  });
