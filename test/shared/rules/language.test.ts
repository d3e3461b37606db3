// How often the language of a text is told rightly: all of these short sentences.
import { expect, test } from 'vitest';
import { detectLanguage } from '../../../shared/matching/language/detect-language.ts';

const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  en: [
    'The report that you asked for is on the table in my office.',
    'We have not been able to find what they were looking for.',
    'Please write a function which returns the sum of two numbers.',
  ],
  de: [
    'Der Bericht, den Sie haben wollten, liegt auf dem Tisch in meinem Büro.',
    'Wir konnten nicht finden, was sie gesucht haben.',
    'Bitte schreibe eine Funktion, die die Summe von zwei Zahlen zurückgibt.',
  ],
  fr: [
    'Le rapport que vous avez demandé est sur la table dans mon bureau.',
    "Nous n'avons pas pu trouver ce qu'ils cherchaient.",
    'Écris une fonction qui renvoie la somme de deux nombres pour moi.',
  ],
  es: [
    'El informe que usted pidió está sobre la mesa en mi oficina.',
    'No hemos podido encontrar lo que ellos estaban buscando.',
    'Escribe una función que devuelve la suma de dos números.',
  ],
  it: [
    'Il rapporto che hai chiesto è sul tavolo nel mio ufficio.',
    'Non abbiamo potuto trovare quello che cercavano.',
    'Per favore scrivi una funzione che restituisce la somma di due numeri.',
  ],
  pt: [
    'O relatório que você pediu está em cima da mesa no meu escritório.',
    'Não conseguimos encontrar o que eles estavam procurando.',
    'Por favor escreva uma função que retorna a soma de dois números.',
  ],
  nl: [
    'Het rapport dat je wilde hebben ligt op de tafel in mijn kantoor.',
    'We hebben niet kunnen vinden wat ze zochten.',
    'Schrijf een functie die de som van twee getallen geeft, als je wil.',
  ],
  pl: [
    'Raport, o który prosiłeś, leży na stole w moim biurze.',
    'Nie mogliśmy znaleźć tego, czego szukali.',
    'Proszę napisz funkcję, która zwraca sumę dwóch liczb.',
  ],
  sv: [
    'Rapporten som du bad om ligger på bordet i mitt kontor.',
    'Vi har inte kunnat hitta det som de letade efter.',
    'Skriv en funktion som returnerar summan av två tal och inte mer.',
  ],
  da: [
    'Rapporten, som du bad om, ligger på bordet i mit kontor, og jeg har ikke læst den.',
    'Vi har ikke kunnet finde det, som de ledte efter.',
    'Hvad er det, der gør, at vi ikke kan se noget efter klokken fem?',
  ],
  fi: [
    'Raportti, jota pyysit, on pöydällä minun toimistossani.',
    'Emme ole löytäneet mitä he etsivät, mutta se ei haittaa.',
    'Kirjoita funktio, joka palauttaa kahden luvun summan.',
  ],
  cs: [
    'Zpráva, o kterou jste žádal, je na stole v mé kanceláři.',
    'Nemohli jsme najít to, co hledali, ale nevadí to.',
    'Napište funkci, která vrací součet dvou čísel.',
  ],
  tr: [
    'İstediğiniz rapor ofisimdeki masanın üzerinde ve çok uzun.',
    'Onların ne aradığını bulamadık ama bu çok önemli değil.',
    'İki sayının toplamını veren bir fonksiyon yaz.',
  ],
  ro: [
    'Raportul pe care l-ați cerut este pe masa din biroul meu.',
    'Nu am putut găsi ceea ce căutau ei.',
    'Scrie o funcție care returnează suma a două numere și nu mai mult.',
  ],
  hu: [
    'A jelentés, amit kértél, az asztalon van az irodámban.',
    'Nem tudtuk megtalálni azt, amit ők kerestek.',
    'Írj egy függvényt, ami két szám összegét adja vissza.',
  ],
  vi: [
    'Báo cáo mà bạn yêu cầu đang ở trên bàn trong văn phòng của tôi.',
    'Chúng tôi không thể tìm thấy những gì họ đang tìm.',
    'Hãy viết một hàm trả về tổng của hai số.',
  ],
  id: [
    'Laporan yang Anda minta ada di atas meja di kantor saya.',
    'Kami tidak bisa menemukan apa yang mereka cari.',
    'Tulislah sebuah fungsi yang memberikan jumlah dari dua angka.',
  ],
  ru: [
    'Отчёт, который вы просили, лежит на столе в моём кабинете.',
    'Мы не смогли найти то, что они искали.',
    'Напиши функцию, которая возвращает сумму двух чисел.',
  ],
  uk: [
    'Звіт, який ви просили, лежить на столі в моєму кабінеті.',
    'Ми не змогли знайти те, що вони шукали.',
    'Напиши функцію, яка повертає суму двох чисел.',
  ],
  bg: [
    'Докладът, който поискахте, е на масата в моя кабинет.',
    'Не можахме да намерим това, което те търсеха.',
    'Напиши функция, която връща сумата на две числа.',
  ],
  ja: [
    'ご依頼のレポートは私のオフィスの机の上にあります。',
    '二つの数の合計を返す関数を書いてください。',
  ],
  zh: ['您要的报告在我办公室的桌子上。', '请写一个返回两个数之和的函数。'],
  ko: ['요청하신 보고서는 제 사무실 책상 위에 있습니다.'],
  ar: ['التقرير الذي طلبته موجود على الطاولة في مكتبي.'],
  he: ['הדוח שביקשת נמצא על השולחן במשרד שלי.'],
  el: ['Η αναφορά που ζητήσατε είναι πάνω στο τραπέζι.'],
  hi: ['आपने जो रिपोर्ट माँगी थी वह मेरी मेज़ पर है।'],
  th: ['รายงานที่คุณขออยู่บนโต๊ะในสำนักงานของฉัน'],
};

test('at least 95 of 100 sentences in 28 languages are told rightly, with the default confidence', () => {
  const all = Object.entries(SENTENCES).flatMap(([language, texts]) =>
    texts.map((text) => ({ language, text, found: detectLanguage(text) })),
  );
  const wrong = all.filter(
    ({ language, found }) => found?.language !== language || found.confidence < 0.5,
  );
  const report = wrong.map(
    ({ language, text, found }) => `${language}: ${text} ${JSON.stringify(found)}`,
  );
  expect(1 - wrong.length / all.length, report.join('\n')).toBeGreaterThanOrEqual(0.95);
});

test('the same text gives the same answer, and nothing gives none', () => {
  expect(detectLanguage('12345 !!! 67890')).toBeNull();
  expect(detectLanguage('xyzzy plugh')).toBeNull();
  expect(detectLanguage('the and of')).toEqual(detectLanguage('the and of'));
});
